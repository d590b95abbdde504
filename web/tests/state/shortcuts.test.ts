// When a key is a shortcut.
import { expect, it } from 'vitest';
import { shortcutOf, SHORTCUTS } from '../../src/state/shortcuts';

const press = (key: string, over = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  repeat: false,
  ...over,
});

it('knows its keys, also with the shift lock on', () => {
  expect(shortcutOf(press('n'), false)).toBe('n');
  expect(shortcutOf(press('N'), false)).toBe('n');
  expect(shortcutOf(press('?'), false)).toBe('?');
  expect(shortcutOf(press('z'), false)).toBeNull();
});

it('leaves a typist, a modifier, a held key and a composed character alone', () => {
  expect(shortcutOf(press('n'), true)).toBeNull();
  for (const held of ['ctrlKey', 'metaKey', 'altKey', 'isComposing', 'repeat']) {
    expect(shortcutOf(press('n', { [held]: true }), false), held).toBeNull();
  }
});

it('gives no key two meanings', () => {
  expect(new Set(SHORTCUTS.map(({ key }) => key)).size).toBe(SHORTCUTS.length);
});
