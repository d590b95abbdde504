// Progress in days and words.
import { expect, it } from 'vitest';
import { aged, dayOf, duePoints, knownWords, placeNames, seriesOf, streak, week } from '../../src/state/progress';
import type { ProgressReport, TrendPoint } from '../../src/wire/types.gen';

const NOW = new Date(2026, 10, 21, 9).getTime();
const ago = (days: number, hour = 9) => new Date(2026, 10, 21 - days, hour).toISOString();

it('counts days in a row, and today only once it was used', () => {
  expect(streak([], NOW)).toBe(0);
  expect(streak([ago(1), ago(2)], NOW)).toBe(2);
  expect(streak([ago(0), ago(0, 22), ago(1), ago(3)], NOW)).toBe(2);
  expect(streak([ago(2)], NOW)).toBe(0);
});

it('takes the day from the calendar on the wall', () => {
  expect(dayOf(new Date(2026, 10, 21, 0, 1).getTime())).toBe(dayOf(new Date(2026, 10, 21, 23, 59).getTime()));
});

it('puts what falls due on the day it falls on, and what is due later today on tomorrow', () => {
  const days = week([ago(0, 23), ago(-1), ago(-3), ago(-30)], NOW, 'en');
  expect(days.map(({ points }) => points)).toEqual([2, 0, 1, 0, 0, 0, 0]);
  expect(days[0]!.name).toBe('Sun');
});

it('has aged once the day has turned or a good while has passed', () => {
  const minute = 60_000;
  const night = new Date(2026, 10, 21, 23, 59).getTime();
  expect(aged(NOW, NOW + 29 * minute)).toBe(false);
  expect(aged(NOW, NOW + 30 * minute)).toBe(true);
  expect(aged(night, night + minute)).toBe(true);
});

const trendPoint = (grader: string, at: string): TrendPoint => ({
  interview_id: at,
  at,
  grader,
  grader_version: '1',
  questions: 1,
  technical: 50,
  phrasing: 50,
});

it('keeps graders apart, the newest first', () => {
  const series = seriesOf([trendPoint('llm', ago(3)), trendPoint('embedded', ago(1)), trendPoint('llm', ago(2))]);
  expect(series.map(({ key, points }) => [key, points.length])).toEqual([
    ['embedded 1', 1],
    ['llm 1', 2],
  ]);
});

it('says what is known', () => {
  expect(knownWords({ solid: 0, shaky: 0, missed: 0, new: 5 })).toBe('5 key points, none asked about yet.');
  expect(knownWords({ solid: 2, shaky: 1, missed: 0, new: 4 })).toBe('2 of 7 key points solid, 1 shaky, 4 not asked yet.');
});

it('adds up what is due and names places', () => {
  const sub = { id: 's', name: 'Subtopic', questions: 1, answered: 0, known: { solid: 0, shaky: 0, missed: 0, new: 1 } };
  const report = {
    due: [{ points: 2 }, { points: 3 }],
    topics: [{ id: 't', subtopics: [sub] }],
  } as unknown as ProgressReport;
  expect(duePoints(report)).toBe(5);
  expect(placeNames(['t/s', 'x/y'], report)).toEqual(['Subtopic', 'x/y']);
});
