// The room as a pure reducer: signals of the socket and the person's own acts in, the state of the page out.
import type { Signal } from '../wire/link';
import type { AckOrNack, Event, Move, ServerFrame } from './frames';
import { announce } from './announce';
import type { AnswerView } from './answer';
import { applyEvent } from './events';
import { afterDelta, fromSnapshot, type Live } from './live';
import { assertNever } from './never';
import { withAnswer, type Room } from './shape';

/** `hushed`: a stream has said nothing for so long that it must have died; there is no frame for that. */
export type Act = Signal | { signal: 'dismissed' } | { signal: 'hushed' };

export const emptyRoom: Room = {
  link: { at: 'connecting', tries: 0 },
  phase: 'asked',
  turns: [],
  head: 0,
  pending: [],
  coming: {},
  refused: null,
  delayed: null,
  limits: { answer_chars: 8000, clarify_chars: 500, frame_bytes: 65536 },
  serverDraft: null,
  ended: null,
  caughtUp: false,
  said: '',
};

export function room(state: Room, act: Act): Room {
  switch (act.signal) {
    case 'link':
      return { ...state, link: act.link };
    case 'restored':
      return { ...act.events.reduce((held, event) => happened(held, event, false), state), pending: act.moves };
    case 'queued':
      return { ...state, pending: [...state.pending, act.move], refused: null };
    case 'reset':
      return { ...emptyRoom, link: state.link, pending: unheard(state), refused: state.refused };
    case 'dismissed':
      return { ...state, refused: null };
    case 'hushed':
      return withoutStreams(state);
    case 'frame':
      return framed(state, act.frame);
    default:
      assertNever(act);
      return state;
  }
}

function framed(state: Room, frame: ServerFrame): Room {
  switch (frame.type) {
    case 'welcome':
      return {
        ...withoutStreams(state),
        phase: frame.phase,
        limits: frame.limits,
        serverDraft: frame.draft,
        caughtUp: false,
      };
    case 'event': {
      const next = happened(state, frame, state.caughtUp);
      return state.caughtUp ? { ...next, said: announce(frame) ?? state.said } : next;
    }
    case 'caught_up':
      return { ...state, caughtUp: true };
    case 'ack':
    case 'nack':
      return answered(state, frame);
    case 'delta':
      return withLive(state, frame.answer_id, (live) => afterDelta(live, frame));
    case 'snapshot':
      return withLive(state, frame.answer_id, () => fromSnapshot(frame));
    case 'ping':
    case 'goaway':
      return state; // the socket's own affair
    default:
      assertNever(frame);
      return state;
  }
}

/** The event may come before its acknowledgement or after it; the move is pending until then, so that nothing flickers. */
function happened(state: Room, event: Event, fresh: boolean): Room {
  const open = state.turns.at(-1)?.seq;
  const isIt = (move: Move) =>
    (state.coming[move.cmid] ?? Infinity) <= event.seq ||
    (event.kind === 'answer' && move.kind === 'answer' && move.about === open && move.text === event.data.text);
  const pending = state.pending.filter((move) => !isIt(move));
  return { ...applyEvent(state, event, fresh), head: event.seq, pending };
}

/** Moves that the server has not acknowledged. */
function unheard(state: Room): Move[] {
  return state.pending.filter(({ cmid }) => !(cmid in state.coming));
}

function answered(state: Room, frame: AckOrNack): Room {
  const move = state.pending.find((one) => one.cmid === frame.cmid);
  if (!move) return { ...state, delayed: null };
  if (frame.type === 'ack' && frame.seq > state.head && move.kind !== 'regrade')
    return { ...state, coming: { ...state.coming, [move.cmid]: frame.seq }, delayed: null };
  if (frame.type === 'nack' && frame.retryable) return { ...state, delayed: frame.message, said: frame.message };
  const pending = state.pending.filter((one) => one !== move);
  if (frame.type === 'ack') return { ...markHurried(state, move), pending, delayed: null };
  const giveBack = move.kind === 'answer' ? { about: move.about, text: move.text } : null;
  return { ...state, pending, delayed: null, refused: { message: frame.message, giveBack }, said: frame.message };
}

function markHurried(state: Room, move: Move): Room {
  const newest = state.turns.at(-1)?.answers.at(-1);
  if (move.kind !== 'regrade' || !newest) return state;
  return withAnswer(state, newest.given.answer_id, (answer) => ({ ...answer, hurried: true }));
}

/** Frames are counted per socket, so a new socket starts every stream anew. */
function withoutStreams(state: Room): Room {
  const hushed = (answer: AnswerView) => ({ ...answer, live: null });
  return { ...state, turns: state.turns.map((turn) => ({ ...turn, answers: turn.answers.map(hushed) })) };
}

function withLive(state: Room, answerId: string, change: (live: Live | null) => Live): Room {
  return withAnswer(state, answerId, (answer) => ({ ...answer, hurried: false, live: change(answer.live) }));
}
