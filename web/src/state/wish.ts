// What a person asks an interview to be, and how it is said: to the server, and in a sentence.
import type { Level, Mode, NewInterview, TrackOut } from '../wire/types.gen';
import { count, LEVELS } from './words';

export interface Wish {
  track: string;
  topics: string[];
  level: Level | null;
  length: Length;
  source: Source;
  mode: Mode;
}

/** So many questions, or as many as fit into so many minutes. */
export type Length = { count: number } | { minutes: number };

export type Source = 'everything' | 'due' | 'weakest' | 'essentials';

export const LENGTHS: Length[] = [{ count: 3 }, { count: 5 }, { count: 10 }, { minutes: 15 }, { minutes: 30 }];

export const SOURCES: Record<Source, string> = {
  everything: 'Everything',
  due: 'Due',
  weakest: 'Weakest',
  essentials: 'Essentials',
};

export const FIRST_WISH: Wish = { track: 'fastapi', topics: [], level: null, length: { count: 5 }, source: 'everything', mode: 'practice' };

export function newInterview(wish: Wish): NewInterview {
  const { track, topics, level, source, mode } = wish;
  return { track, topics, level, source, mode, ...wish.length };
}

/** "5 questions" or "15 minutes". */
export function lengthWords(length: Length): string {
  return 'count' in length ? count(length.count, 'question') : count(length.minutes, 'minute');
}

/** "5" or "15 min", where there is little room. */
export function shortLength(length: Length): string {
  return 'count' in length ? String(length.count) : `${length.minutes} min`;
}

const FROM: Record<Source, string> = {
  everything: '',
  due: 'what is due today, ',
  weakest: 'your weakest subtopics, ',
  essentials: 'the essentials, ',
};

/** "5 questions, practice, from every topic". */
export function inWords(wish: Wish, track: TrackOut | undefined): string {
  const names = wish.topics.map((path) => nameOf(path, track));
  const from = names.length === 0 ? 'every topic' : names.length > 2 ? count(names.length, 'topic') : names.join(' and ');
  const level = wish.level ? `, ${LEVELS[wish.level].toLowerCase()} level` : '';
  return `${lengthWords(wish.length)}, ${wish.mode}${level}, from ${FROM[wish.source]}${from}`;
}

function nameOf(path: string, track: TrackOut | undefined): string {
  const [topic, subtopic] = path.split('/');
  const found = track?.topics.find(({ id }) => id === topic);
  return (subtopic ? found?.subtopics.find(({ id }) => id === subtopic)?.name : found?.name) ?? path;
}

export type Ticked = 'all' | 'some' | 'none';

/** Whether a topic is chosen whole, in part or not at all. */
export function ticked(topics: string[], topic: string): Ticked {
  if (topics.includes(topic)) return 'all';
  return topics.some((path) => path.startsWith(`${topic}/`)) ? 'some' : 'none';
}

/** The choice after a tick on a whole topic. */
export function toggleTopic(topics: string[], topic: string): string[] {
  const others = topics.filter((path) => path !== topic && !path.startsWith(`${topic}/`));
  return topics.includes(topic) ? others : [...others, topic];
}

/** The choice after a tick on a subtopic; `siblings` are the subtopics of its topic that have questions. All of them make the topic. */
export function toggleSubtopic(topics: string[], topic: string, subtopic: string, siblings: string[]): string[] {
  const others = topics.filter((path) => path !== topic && !path.startsWith(`${topic}/`));
  const before = siblings.filter((id) => topics.includes(topic) || topics.includes(`${topic}/${id}`));
  const after = siblings.filter((id) => (id === subtopic) !== before.includes(id));
  if (after.length === siblings.length) return [...others, topic];
  return [...others, ...after.map((id) => `${topic}/${id}`)];
}
