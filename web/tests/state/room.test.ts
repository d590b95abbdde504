// The room: what each signal does to what is shown.
import { describe, expect, it, vi } from 'vitest';
import { feedbackOf, gradeOf, linesOf, refusalOf, standingOf } from '../../src/state/answer';
import { emptyRoom, room, type Act } from '../../src/state/room';
import type { Room } from '../../src/state/shape';
import type { Delta, Move, ServerFrame } from '../../src/wire/types.gen';
import { answer, cmid, feedback, grade, graded, grading, point, question, refused, welcome } from '../samples';

const frame = (one: ServerFrame): Act => ({ signal: 'frame', frame: one });
const caughtUp: ServerFrame = { type: 'caught_up', seq: 0 };
const after = (...frames: ServerFrame[]) => frames.map(frame).reduce<Room>(room, emptyRoom);
const watching = (...frames: ServerFrame[]) => after(welcome(), question(1), caughtUp, ...frames);
const answerIn = (state: Room) => {
  const found = state.turns.at(-1)?.answers.at(-1);
  if (!found) throw new Error('expected an answer');
  return found;
};
const verdict = (i: number, id: string, stream_id = 's'): Delta => {
  return { type: 'delta', stream_id, i, answer_id: 'a1', channel: 'verdict', line: point(id) };
};
const said: Move = { type: 'move', cmid: cmid(1), about: 1, kind: 'answer', text: 'It waits.', via: 'typed' };

describe('the log', () => {
  it('makes the same room live, replayed and restored, but for what moves and what is read out', () => {
    const events = [question(1), answer(2), grading(3), grade(4), feedback(5), question(6, 2)];
    const live = events.map(frame).reduce(room, after(welcome(), caughtUp));
    const restored = room(emptyRoom, { signal: 'restored', events, moves: [] });
    const still = (state: Room) => ({
      phase: state.phase,
      turns: state.turns.map((turn) => ({ ...turn, answers: turn.answers.map((one) => ({ ...one, fresh: false })) })),
    });
    expect(still(live)).toEqual(still(restored));
  });

  it('is emptied by a reset; moves on their way are not', () => {
    const before = room(watching(answer(2)), { signal: 'queued', move: said });
    const state = room(before, { signal: 'reset' });
    expect(state.turns).toEqual([]);
    expect(state.pending).toEqual([said]);
  });

  it('moves the deadline on when a timed question is resumed', () => {
    const data = { from: 'paused' as const, to: 'asked' as const, deadline: '2026-11-21T10:09:00Z' };
    const state = watching({ type: 'event', seq: 2, at: '', kind: 'phase', data });
    expect(state.turns[0]?.deadline).toBe('2026-11-21T10:09:00Z');
    expect(state.phase).toBe('asked');
  });

  it('passes over an event that this page does not know', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const strange = { ...question(2), kind: 'applause' } as unknown as ServerFrame;
    expect(watching(strange).turns).toHaveLength(1);
  });
});

describe('grading', () => {
  it('shows verdicts as they come, then the grade in their stead', () => {
    const live = watching(answer(2), grading(3), verdict(0, 'p1'), verdict(1, 'p2'));
    expect(linesOf(answerIn(live)).points.map(({ id }) => id)).toEqual(['p1', 'p2']);
    expect(standingOf(answerIn(live))).toBe('grading');
    const settled = room(live, frame(grade(4)));
    expect(linesOf(answerIn(settled)).points.map(({ id }) => id)).toEqual(['p1']);
    expect(standingOf(answerIn(settled))).toBe('graded');
    expect(answerIn(settled).live).toBeNull();
  });

  it('goes on for an earlier question while the next one is asked', () => {
    const state = watching(answer(2), grading(3), question(4, 2), grade(5));
    expect(gradeOf(state.turns[0]!.answers[0]!)?.scores.technical).toBe(72.5);
    expect(state.phase).toBe('asked');
  });

  it('forgets a stream when the socket is a new one', () => {
    const state = room(watching(answer(2), grading(3), verdict(0, 'p1')), frame(welcome()));
    expect(answerIn(state).live).toBeNull();
  });

  it('forgets a stream that has died without a word', () => {
    const state = room(watching(answer(2), grading(3), verdict(0, 'p1')), { signal: 'hushed' });
    expect(linesOf(answerIn(state)).points).toEqual([]);
  });

  it('is not graded without a number, and says when another try was asked for', () => {
    const state = watching(answer(2), grading(3), grade(4, refused()));
    expect(standingOf(answerIn(state))).toBe('not_graded');
    expect(gradeOf(answerIn(state))).toBeNull();
    const regrade: Move = { type: 'move', cmid: cmid(2), about: 1, kind: 'regrade' };
    const asked = room(room(state, { signal: 'queued', move: regrade }), frame({ type: 'ack', cmid: cmid(2), seq: 4, status: 'stored' }));
    expect(answerIn(asked).hurried).toBe(true);
    expect(answerIn(room(asked, frame(verdict(0, 'p1')))).hurried).toBe(false);
  });

  it('keeps an estimate apart: the refusal stays beside it, and the grade replaces both', () => {
    const estimate = graded('a1', 0, { estimate: true });
    const state = watching(answer(2), grading(3), grade(4, refused()), grading(5, 'a1', 0));
    expect(standingOf(answerIn(state))).toBe('estimating');
    const estimated = room(state, frame(grade(6, estimate)));
    expect(standingOf(answerIn(estimated))).toBe('estimated');
    expect(refusalOf(answerIn(estimated))).not.toBeNull();
    const settled = room(room(estimated, frame(feedback(7, 'a1', 0))), frame(grade(8)));
    expect(standingOf(answerIn(settled))).toBe('graded');
    expect(refusalOf(answerIn(settled))).toBeNull();
    expect(feedbackOf(answerIn(settled))).toBeNull();
  });
});

describe('a move', () => {
  const sent = room(watching(), { signal: 'queued', move: said });

  const ack = { type: 'ack', cmid: said.cmid, seq: 2, status: 'stored' } as const;

  it('is pending until its event is there, whether that comes before its acknowledgement or after it', () => {
    const acknowledged = room(sent, frame(ack));
    expect([sent.pending, acknowledged.pending]).toEqual([[said], [said]]);
    expect(room(acknowledged, frame(answer(2))).pending).toEqual([]);
    expect(room(sent, frame(answer(2, 'a1', 'It waits.'))).pending).toEqual([]);
  });

  it('that was stored long ago is pending no more once that is said', () => {
    const later = room(room(watching(answer(2)), { signal: 'queued', move: said }), frame({ ...ack, status: 'duplicate' }));
    expect(later.pending).toEqual([]);
  });

  it('that is refused gives its text back with the sentence that says why', () => {
    const nack = { type: 'nack', cmid: said.cmid, code: 'too_long', message: 'Too long.', retryable: false, retry_ms: null } as const;
    const state = room(sent, frame(nack));
    expect(state.refused).toEqual({ message: 'Too long.', giveBack: { about: 1, text: 'It waits.' } });
    expect(state.pending).toEqual([]);
    expect(room(state, { signal: 'dismissed' }).refused).toBeNull();
  });

  it('that has to wait stays pending', () => {
    const nack = { type: 'nack', cmid: said.cmid, code: 'unavailable', message: 'Slow down.', retryable: true, retry_ms: 9 } as const;
    const state = room(sent, frame(nack));
    expect(state.pending).toEqual([said]);
    expect(state.delayed).toBe('Slow down.');
    expect(state.refused).toBeNull();
  });
});

describe('what is read out', () => {
  it('is nothing while the past is replayed', () => {
    expect(after(welcome(), question(1), answer(2), grading(3), grade(4)).said).toBe('');
  });

  it('is one sentence for a grade, and nothing for each token', () => {
    const state = watching(answer(2), grading(3));
    expect(room(state, frame(verdict(0, 'p1'))).said).toBe(state.said);
    expect(room(state, frame(grade(4))).said).toBe('Graded: technical 72.5 of 100, phrasing 60 of 100.');
  });
});
