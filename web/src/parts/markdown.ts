// Markdown to safe HTML: no links, no images, no attributes; what a model or a template writes is only ever text.
import DOMPurify from 'dompurify';
import { Marked } from 'marked';

const marked = new Marked({
  gfm: true,
  renderer: {
    link({ tokens, href }) {
      const text = this.parser.parseInline(tokens);
      return text === href ? text : `${text} (${escaped(href)})`;
    },
    image: ({ text, href }) => escaped(text || href),
    heading({ tokens }) {
      return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>`;
    },
    html: ({ text }) => escaped(text),
  },
});

const ALLOWED_TAGS = ['p', 'strong', 'em', 'del', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'br', 'hr'];

export function rendered(markdown: string): string {
  return DOMPurify.sanitize(marked.parse(markdown, { async: false }), { ALLOWED_TAGS, ALLOWED_ATTR: [] });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
