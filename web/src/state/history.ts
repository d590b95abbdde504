// Attempts at one question side by side: one row a key point, one column an attempt.
import type { Change, Difference, PastAttempt, PointLine } from '../wire/types.gen';
import { count } from './words';

export interface Row {
  id: string;
  says: string;
  cells: (PointLine | null)[];
}

/** The newest wording of each key point, in the order of the newest attempt; points that went come last. */
export function rowsOf(attempts: PastAttempt[]): Row[] {
  const newestFirst = attempts.toReversed().flatMap((attempt) => attempt.points);
  const ids = [...new Set(newestFirst.map(({ id }) => id))];
  return ids.map((id) => ({
    id,
    says: newestFirst.find((point) => point.id === id)!.says,
    cells: attempts.map((attempt) => attempt.points.find((point) => point.id === id) ?? null),
  }));
}

export const CHANGES: Record<Change, string> = {
  gained: 'better',
  kept: 'kept',
  lost: 'lost',
  still_missing: 'still not heard',
  new: 'new in the rubric',
};

/** "2 points better, 1 lost, 1 still not heard; 1 misconception given up." */
export function differenceWords(since: Difference): string {
  const counted = (change: Change) => since.points.filter((point) => point.change === change).length;
  const parts: string[] = [];
  if (counted('gained')) parts.push(`${count(counted('gained'), 'point')} better`);
  if (counted('lost')) parts.push(`${counted('lost')} lost`);
  if (counted('still_missing')) parts.push(`${counted('still_missing')} still not heard`);
  if (parts.length === 0) parts.push('the same key points');
  const given_up = since.beliefs.filter(({ before, after }) => before && !after).length;
  const taken_up = since.beliefs.filter(({ before, after }) => !before && after).length;
  const beliefs: string[] = [];
  if (given_up) beliefs.push(`${count(given_up, 'misconception')} given up`);
  if (taken_up) beliefs.push(`${count(taken_up, 'misconception')} new`);
  return `${[parts.join(', '), ...beliefs].join('; ')}.`;
}

/** How the two scores moved; null where different graders or rubrics made them. */
export function moved(since: Difference): { technical: number; phrasing: number } | null {
  if (!since.comparable) return null;
  const by = (key: 'technical' | 'phrasing') => Math.round((since.after[key] - since.before[key]) * 10) / 10;
  return { technical: by('technical'), phrasing: by('phrasing') };
}
