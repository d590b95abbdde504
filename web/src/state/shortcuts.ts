// The keys: what each does, as the list under `?` shows it, and when a key is one.

export interface Shortcut {
  key: string;
  does: string;
}

/** Each key presses what carries it as `aria-keyshortcuts`, so a key works exactly where its button is on the page. */
export const SHORTCUTS: Shortcut[] = [
  { key: 'a', does: 'Go to the answer box' },
  { key: 'l', does: 'Listen: read the question aloud, or stop' },
  { key: 'h', does: 'Ask for a hint' },
  { key: 'c', does: 'Ask what is meant' },
  { key: 'p', does: 'Pause, or resume' },
  { key: 'f', does: 'Take the follow-up' },
  { key: 'm', does: 'Show a strong answer' },
  { key: 'r', does: 'Answer again' },
  { key: 'n', does: 'Next question' },
  { key: '?', does: 'Show these keys' },
];

/** The keys that always work, because they are typed together with another or leave a field. */
export const FIXED: Shortcut[] = [
  { key: 'Ctrl Enter', does: 'Send the answer (⌘ Enter on a Mac)' },
  { key: 'Esc', does: 'Leave the answer box, so that the keys work' },
];

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  repeat: boolean;
}

/** The shortcut that a key press means; null while somebody types, holds a modifier or composes a character. */
export function shortcutOf(event: Pressed, typing: boolean): string | null {
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return null;
  const key = event.key.toLowerCase();
  return SHORTCUTS.some((shortcut) => shortcut.key === key) ? key : null;
}
