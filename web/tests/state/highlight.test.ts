// Evidence in the answer: offsets count code points, whatever JavaScript counts.
import { describe, expect, it } from 'vitest';
import { length, runs, type Span } from '../../src/state/highlight';

const span = (id: string, start: number, end: number): Span => ({ id, tone: 'landed', start, end });
const shown = (text: string, ...spans: Span[]) => runs(text, spans).map((run) => [run.text, run.spans.map(({ id }) => id).join()]);

describe('runs', () => {
  it('cut the text at each span and lose nothing', () => {
    expect(shown('It blocks the loop.', span('p', 3, 9))).toEqual([['It ', ''], ['blocks', 'p'], [' the loop.', '']]);
  });

  it('count code points, not UTF-16 units', () => {
    expect(shown('😀😀 it 👩‍🚀 blocks', span('p', 3, 5))[1]).toEqual(['it', 'p']);
  });

  it('share words between spans that overlap', () => {
    expect(shown('abcdef', span('p', 0, 4), span('q', 2, 6))).toEqual([['ab', 'p'], ['cd', 'p,q'], ['ef', 'q']]);
  });

  it('pass over a span that does not lie in the text', () => {
    expect(shown('abc', span('p', 2, 9), span('q', 2, 2))).toEqual([['abc', '']]);
  });

  it('are none for no text', () => {
    expect(runs('', [])).toEqual([]);
  });
});

it('counts the characters that the server counts', () => {
  expect(length('a😀é')).toBe(3);
});
