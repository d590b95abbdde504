// What is asked for: ticks on a tree, and the sentence that says it.
import { describe, expect, it } from 'vitest';
import { FIRST_WISH, inWords, ticked, toggleSubtopic, toggleTopic } from '../../src/state/wish';

const SIBLINGS = ['a', 'b', 'c'];

describe('ticks', () => {
  it('on a topic take all of it, and a second one nothing', () => {
    expect(toggleTopic(['t/a', 'u'], 't')).toEqual(['u', 't']);
    expect(toggleTopic(['u', 't'], 't')).toEqual(['u']);
  });

  it('on a subtopic of a chosen topic leave the others', () => {
    expect(toggleSubtopic(['t'], 't', 'b', SIBLINGS)).toEqual(['t/a', 't/c']);
  });

  it('on every subtopic are a tick on the topic', () => {
    expect(toggleSubtopic(['t/a', 't/c'], 't', 'b', SIBLINGS)).toEqual(['t']);
  });

  it('show a topic as chosen whole, in part or not', () => {
    expect([ticked(['t'], 't'), ticked(['t/a'], 't'), ticked(['u'], 't')]).toEqual(['all', 'some', 'none']);
  });
});

describe('the sentence', () => {
  const track = {
    id: 'fastapi',
    name: 'FastAPI',
    about: '',
    questions: 8,
    levels: {},
    essentials: 2,
    sample: 2,
    topics: [{ id: 't', name: 'Testing', questions: 3, subtopics: [{ id: 'a', name: 'TestClient', questions: 1 }] }],
  };

  it('says what one click starts', () => {
    expect(inWords(FIRST_WISH, track)).toBe('5 questions, practice, from every topic');
  });

  it('names level and topics', () => {
    const wish = { ...FIRST_WISH, length: { minutes: 15 }, source: 'weakest' as const, level: 'mid' as const, mode: 'timed' as const, topics: ['t/a'] };
    expect(inWords(wish, track)).toBe('15 minutes, timed, mid level, from your weakest subtopics, TestClient');
  });
});
