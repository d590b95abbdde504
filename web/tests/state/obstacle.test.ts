// Why nothing could be asked: said before anything is pressed, and only where it is sure.
import { expect, it } from 'vitest';
import { obstacle } from '../../src/state/obstacle';
import { FIRST_WISH, type Wish } from '../../src/state/wish';
import type { ProgressReport, TrackOut } from '../../src/wire/types.gen';

const sub = (id: string, questions: number) => ({ id, name: id, questions });
const TRACK: TrackOut = {
  id: 'fastapi',
  name: 'FastAPI',
  about: '',
  questions: 3,
  levels: { junior: 1, mid: 2 },
  essentials: 0,
  sample: 0,
  topics: [
    { id: 't', name: 'T', questions: 2, subtopics: [sub('a', 2), sub('b', 0)] },
    { id: 'u', name: 'U', questions: 1, subtopics: [sub('c', 1)] },
  ],
};
const known = (solid: number, shaky: number, missed: number) => ({ solid, shaky, missed, new: 4 });
const branch = (id: string, of: ReturnType<typeof known>) => ({ id, name: id, questions: 2, answered: 1, known: of });
const PROGRESS = {
  track: 'fastapi',
  due: [{ question_id: 't/a/one', topic: 'T', ask: '', points: 2 }],
  topics: [
    { ...branch('t', known(2, 1, 0)), subtopics: [branch('a', known(2, 1, 0))] },
    { ...branch('u', known(2, 0, 0)), subtopics: [branch('c', known(2, 0, 0))] },
  ],
} as unknown as ProgressReport;

const said = (wish: Partial<Wish>, progress: ProgressReport | null = PROGRESS, tracks = [TRACK]) =>
  obstacle({ ...FIRST_WISH, ...wish }, tracks, progress);

it('is none where there is something to ask', () => {
  for (const topics of [[], ['t'], ['t/a'], ['t/b', 'u']]) expect(said({ topics, level: 'mid' })).toBeNull();
  expect(said({ source: 'due', topics: ['t'] })).toBeNull();
  expect(said({ source: 'weakest', topics: ['t/a'] })).toBeNull();
});

it('is none where the pages cannot know', () => {
  expect(said({}, PROGRESS, [])).toBeNull();
  for (const source of ['due', 'weakest'] as const) {
    expect(said({ source, topics: ['u'] }, null)).toBeNull();
    expect(said({ source, topics: ['u'] }, { ...PROGRESS, track: 'another' })).toBeNull();
  }
});

it('is a track without questions, and says what there is to do', () => {
  const empty = { ...TRACK, questions: 0 };
  expect(said({}, null, [empty, { ...TRACK, id: 'x' }])).toBe('FastAPI has no question yet. Choose another track.');
  expect(said({}, null, [empty])).toBe('FastAPI has no question yet. Write its first one, then start Viva again.');
});

it('is a level or a topic without questions', () => {
  expect(said({ level: 'senior' })).toBe('FastAPI has no question of senior level. Choose another level, or any.');
  expect(said({ topics: ['t/b'] })).toBe('What is ticked has no question yet. Tick another topic, or ask from every topic.');
});

it('is a source with nothing in it, in the topics that are ticked', () => {
  expect(said({ source: 'essentials' })).toBe('FastAPI has no essentials. Choose “Everything”.');
  expect(said({ source: 'due', topics: ['u'] })).toBe(
    'Nothing is due today in what is ticked. Tick other topics, or choose “Everything”.',
  );
  expect(said({ source: 'due' }, { ...PROGRESS, due: [] })).toBe('Nothing is due today. Choose “Everything”.');
  expect(said({ source: 'weakest', topics: ['u'] })).toBe(
    'Nothing has turned out weak in what is ticked so far. Tick other topics, or choose “Everything”.',
  );
});
