// Live streams: never joined, never with a hole.
import { describe, expect, it } from 'vitest';
import { afterDelta, fromSnapshot, type Live } from '../../src/state/live';
import type { Delta } from '../../src/wire/types.gen';
import { point } from '../samples';

const text = (stream_id: string, i: number, text: string): Delta => {
  return { type: 'delta', stream_id, i, answer_id: 'a1', channel: 'technical', text };
};
const after = (...deltas: Delta[]) => deltas.reduce<Live | null>(afterDelta, null);

describe('a stream', () => {
  it('grows by its deltas, each channel for itself', () => {
    const live = after(text('s', 0, 'You '), { ...text('s', 1, 'Say'), channel: 'stronger' } as Delta, text('s', 2, 'said'));
    expect(live?.texts).toEqual({ technical: 'You said', stronger: 'Say' });
  });

  it('is emptied by a gap and stays empty until it is told anew', () => {
    const gone = after(text('s', 0, 'You '), text('s', 2, 'it'));
    expect(gone).toMatchObject({ i: null, texts: {} });
    expect(after(text('s', 0, 'You '), text('s', 2, 'it'), text('s', 3, '!'))?.texts).toEqual({});
  });

  it('that was not heard from its beginning shows nothing', () => {
    expect(after(text('s', 4, 'half a word'))?.texts).toEqual({});
  });

  it('is never joined with another', () => {
    expect(after(text('s', 0, 'First.'), text('t', 0, 'Second.'))?.texts).toEqual({ technical: 'Second.' });
  });

  it('goes on where a snapshot ends', () => {
    const snapshot = { type: 'snapshot' as const, stream_id: 's', i: 7, answer_id: 'a1', lines: [point('p')], texts: { technical: 'You ' } };
    const live = afterDelta(fromSnapshot(snapshot), text('s', 8, 'said'));
    expect(live.texts.technical).toBe('You said');
    expect(live.lines).toHaveLength(1);
  });

  it('replaces a verdict that is told again, in its place', () => {
    const verdict = (i: number, id: string, credit: number): Delta => {
      return { type: 'delta', stream_id: 's', i, answer_id: 'a1', channel: 'verdict', line: point(id, { credit }) };
    };
    const live = after(verdict(0, 'p', 1), verdict(1, 'q', 1), verdict(2, 'p', 0.5));
    expect(live?.lines.map((line) => line.line === 'point' && [line.id, line.credit])).toEqual([['p', 0.5], ['q', 1]]);
  });
});
