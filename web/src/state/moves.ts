// Making a move: what the person does, with the cmid that lets it be sent again and never be done twice.
import type { Move } from '../wire/types.gen';

type Without<T> = T extends Move ? Omit<T, 'type' | 'cmid' | 'about'> : never;
export type Wish = Without<Move>;

/** `about` is the seq of the open question. */
export function asMove(wish: Wish, about: number, cmid = uuid()): Move {
  const text = 'text' in wish && wish.text ? { text: wellFormed(wish.text) } : {};
  return { type: 'move', cmid, about, ...wish, ...text } as Move;
}

/** Half an emoji, as some keyboards leave it, is no text that JSON can carry: it becomes the replacement sign. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\u{FFFD}');
}

/** crypto.randomUUID needs a secure page; Viva may be opened by plain HTTP in a home network. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
