// What progress says in days and words: the streak, what falls due when, the trend by grader.
import type { Known, ProgressReport, TrackOut, TrendPoint } from '../wire/types.gen';
import { count, GRADERS } from './words';

/** The day of an instant in the reader's own calendar, as a number that rises by one a day. */
export function dayOf(instant: string | number): number {
  const at = new Date(instant);
  return Math.floor(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000);
}

const GOOD_WHILE_MS = 30 * 60_000;

/** Whether what was looked up at `then` may no longer hold: the day has turned, or a good while has passed. */
export function aged(then: number, now: number): boolean {
  return dayOf(now) !== dayOf(then) || now - then >= GOOD_WHILE_MS;
}

/** How many days in a row there was an answer, up to today; a day not yet used does not break it. */
export function streak(answered: string[], now: number): number {
  const days = new Set(answered.map(dayOf));
  const today = dayOf(now);
  let day = days.has(today) ? today : today - 1;
  let length = 0;
  while (days.has(day)) {
    length += 1;
    day -= 1;
  }
  return length;
}

export interface DayLoad {
  day: number;
  name: string;
  points: number;
}

/** How many key points fall due on each of the next seven days, tomorrow first. */
export function week(upcoming: string[], now: number, locale?: string): DayLoad[] {
  const today = dayOf(now);
  const names = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_, ahead) => {
    const day = today + ahead + 1;
    const points = upcoming.filter((at) => Math.max(dayOf(at), today + 1) === day).length;
    return { day, name: names.format(day * 86_400_000), points };
  });
}

export interface Series {
  key: string;
  name: string;
  points: TrendPoint[];
}

/** One series for each version of each grader, the one that graded last first: their scores are never mixed. */
export function seriesOf(trend: TrendPoint[]): Series[] {
  const found = new Map<string, Series>();
  for (const point of trend) {
    const key = `${point.grader} ${point.grader_version}`;
    const name = `${GRADERS[point.grader] ?? point.grader} (${point.grader_version})`;
    const series = found.get(key) ?? { key, name, points: [] };
    series.points.push(point);
    found.set(key, series);
  }
  return [...found.values()].sort((a, b) => Date.parse(b.points.at(-1)!.at) - Date.parse(a.points.at(-1)!.at));
}

export const met = (known: Known): number => known.solid + known.shaky + known.missed;

/** "12 of 40 key points solid, 3 shaky, 2 missed, 23 not asked yet." */
export function knownWords(known: Known): string {
  const all = met(known) + known.new;
  if (met(known) === 0) return `${count(all, 'key point')}, none asked about yet.`;
  const parts = [`${known.solid} of ${count(all, 'key point')} solid`];
  if (known.shaky) parts.push(`${known.shaky} shaky`);
  if (known.missed) parts.push(`${known.missed} missed`);
  if (known.new) parts.push(`${known.new} not asked yet`);
  return `${parts.join(', ')}.`;
}

/** The names of `topic/subtopic` paths, as the track has them. */
export function placeNames(places: string[], track: TrackOut | ProgressReport): string[] {
  return places.map((place) => {
    const [topic, subtopic] = place.split('/');
    const found = track.topics.find(({ id }) => id === topic)?.subtopics.find(({ id }) => id === subtopic);
    return found?.name ?? place;
  });
}

export const duePoints = (progress: ProgressReport): number =>
  progress.due.reduce((sum, question) => sum + question.points, 0);
