// Making a move.
import { expect, it } from 'vitest';
import { asMove, wellFormed } from '../../src/state/moves';

it('gives each move a cmid of its own, in the form the server expects', () => {
  const one = asMove({ kind: 'skip' }, 3);
  const two = asMove({ kind: 'next', follow_up: true }, 3);
  expect(one.cmid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(one.cmid).not.toBe(two.cmid);
  expect(two).toMatchObject({ type: 'move', about: 3, kind: 'next', follow_up: true });
});

it('carries only text that JSON can carry', () => {
  expect(wellFormed('a\uD83Db')).toBe('a\uFFFDb');
  expect(asMove({ kind: 'answer', text: '😀\uD83D' }, 1)).toMatchObject({ text: '😀\uFFFD' });
});
