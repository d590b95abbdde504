// What is sent is always text that the server can read.
import { expect, it } from 'vitest';
import { encode } from '../../src/wire/encode';

const draft = (text: string) => encode({ type: 'draft', about: 1, text });

it('keeps whole characters, also those beyond the first plane', () => {
  expect(JSON.parse(draft('caf\u00e9 \u{1F600}')).text).toBe('caf\u00e9 \u{1F600}');
});

it('replaces half a character', () => {
  expect(JSON.parse(draft('a\ud83d b\ude00')).text).toBe('a\ufffd b\ufffd');
});
