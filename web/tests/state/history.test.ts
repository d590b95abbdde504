// Attempts side by side, and what changed in words.
import { expect, it } from 'vitest';
import { differenceWords, moved, rowsOf } from '../../src/state/history';
import type { Difference, PastAttempt, PointChange } from '../../src/wire/types.gen';
import { point } from '../samples';

const attempt = (...ids: string[]) => ({ points: ids.map((id) => point(id)) }) as PastAttempt;
const change = (change: PointChange['change']) => ({ id: change, says: '', before: null, after: 'missed', change }) as PointChange;

const since = (over: Partial<Difference>): Difference => ({
  interview_id: 'i1',
  at: '2026-11-20T10:00:00Z',
  before: { technical: 50, phrasing: 60 },
  after: { technical: 62.5, phrasing: 55.5 },
  comparable: true,
  points: [],
  beliefs: [],
  ...over,
});

it('has a row for every point, those of the newest attempt first, and a gap where there was none', () => {
  const rows = rowsOf([attempt('old', 'both'), attempt('both', 'new')]);
  expect(rows.map(({ id, cells }) => [id, cells.map((cell) => cell !== null)])).toEqual([
    ['both', [true, true]],
    ['new', [false, true]],
    ['old', [true, false]],
  ]);
});

it('says what changed', () => {
  const points = [change('gained'), change('gained'), change('lost'), change('kept')];
  const beliefs = [{ id: 'b', claims: '', before: true, after: false }];
  expect(differenceWords(since({ points, beliefs }))).toBe('2 points better, 1 lost; 1 misconception given up.');
  expect(differenceWords(since({ points: [change('kept')] }))).toBe('the same key points.');
});

it('compares scores only where one grader and rubric made both', () => {
  expect(moved(since({}))).toEqual({ technical: 12.5, phrasing: -4.5 });
  expect(moved(since({ comparable: false }))).toBeNull();
});
