// What a person asks an interview to be, and how it is said: to the server, and in a sentence.
import type { Level, Mode, NewInterview, TrackOut } from '../wire/types.gen';
import { count, LEVELS } from './words';

export interface Wish {
  track: string;
  topics: string[];
  level: Level | null;
  count: number;
  mode: Mode;
}

export const COUNTS = [3, 5, 10, 20];

export const FIRST_WISH: Wish = { track: 'fastapi', topics: [], level: null, count: 5, mode: 'practice' };

export function newInterview(wish: Wish): NewInterview {
  return { track: wish.track, topics: wish.topics, level: wish.level, count: wish.count, mode: wish.mode };
}

/** "5 questions, practice, from every topic". */
export function inWords(wish: Wish, track: TrackOut | undefined): string {
  const names = wish.topics.map((path) => nameOf(path, track));
  const from = names.length === 0 ? 'every topic' : names.length > 2 ? count(names.length, 'topic') : names.join(' and ');
  const level = wish.level ? `, ${LEVELS[wish.level].toLowerCase()} level` : '';
  return `${count(wish.count, 'question')}, ${wish.mode}${level}, from ${from}`;
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

/** The choice after a tick on a subtopic; `siblings` are all subtopics of its topic. All of them make the topic. */
export function toggleSubtopic(topics: string[], topic: string, subtopic: string, siblings: string[]): string[] {
  const others = topics.filter((path) => path !== topic && !path.startsWith(`${topic}/`));
  const before = siblings.filter((id) => topics.includes(topic) || topics.includes(`${topic}/${id}`));
  const after = siblings.filter((id) => (id === subtopic) !== before.includes(id));
  if (after.length === siblings.length) return [...others, topic];
  return [...others, ...after.map((id) => `${topic}/${id}`)];
}
