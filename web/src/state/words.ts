// Words that stand in more than one place: names of verdicts, modes and levels, numbers and times as people read them.
import type { Flag, Level, Mode, Notice, Scores, State, Verdict } from '../wire/types.gen';

export const VERDICTS: Record<Verdict, string> = {
  covered: 'Covered',
  partial: 'Partly covered',
  missed: 'Not heard',
  contradicted: 'Contradicted',
};

export const FLAGS: Record<Flag, string> = {
  unsure: 'The grader is unsure about this one.',
  unverified: 'The quote for this could not be verified, so it earns nothing.',
};

export const NOTICES: Record<Notice, string> = {
  addresses_grader: 'Part of this answer speaks to the grader. That part was left out; nothing was taken off.',
  repeats_model_answer: 'This answer repeats the model answer nearly word for word.',
  echoes_question: 'This answer mostly repeats the question.',
  too_short: 'This answer is too short to hold a claim.',
};

export const MODES: Record<Mode, string> = { practice: 'Practice', timed: 'Timed' };

export const LEVELS: Record<Level, string> = { junior: 'Junior', mid: 'Mid', senior: 'Senior' };

export const STATES: Record<State, string> = {
  graded: 'graded',
  estimated: 'estimated offline',
  waiting: 'waiting for a grade',
  not_graded: 'not graded',
  skipped: 'skipped',
  open: 'still open',
};

export const GRADERS: Record<string, string> = {
  embedded: 'the built-in offline grader',
  llm: 'the language-model grader',
};

export const ESTIMATE = 'An offline estimate by the built-in grader, not the grade itself.';

/** 72.5 as "72.5", 60 as "60": a score as it is shown. */
export function score(points: number): string {
  return String(Math.round(points * 10) / 10);
}

/** +12.5, −8, 0: what a line adds or takes off. */
export function signed(points: number): string {
  if (points === 0) return '0';
  return points > 0 ? `+${score(points)}` : `−${score(-points)}`;
}

export function scoreWords(scores: Scores): string {
  return `technical ${score(scores.technical)} of 100, phrasing ${score(scores.phrasing)} of 100`;
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The time of day, as the reader's own locale writes it. */
export function clock(iso: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

export function day(iso: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** The day alone, as the reader's own locale writes it in short. */
export function shortDay(iso: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }).format(new Date(iso));
}

/** When something was last seen: the time, with its day where that is not today. */
export function lastSeen(stamp: string, now: number, locale?: string): string {
  const then = new Date(stamp);
  if (Number.isNaN(then.getTime())) return 'some time ago';
  const today = then.toDateString() === new Date(now).toDateString();
  return today ? `at ${clock(stamp, locale)}` : `on ${day(stamp, locale)}`;
}

/** When it will be tried again, in a sentence; a time that has passed is no promise any more. */
export function nextTry(iso: string | null, now: number): string {
  if (!iso || Date.parse(iso) <= now) return 'It will be tried again shortly.';
  return `It will be tried again at ${clock(iso)}.`;
}

/** 184 seconds as 3:04. */
export function minutes(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
