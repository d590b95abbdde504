// Names theme.js after its content, so that no cache gives an old one to a new page.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const SCRIPT = /<script\s+src="\/theme\.js">/;

/** It stays a plain script that vite leaves alone: a module runs after the first paint, which would be in the wrong colours. */
export function theme(file: string): Plugin {
  const source = readFileSync(file, 'utf8');
  const fileName = `assets/theme-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.js`;
  return {
    name: 'viva-theme',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source });
    },
    transformIndexHtml: (html) => html.replace(SCRIPT, `<script src="/${fileName}">`),
  };
}
