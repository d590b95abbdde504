// The shape of the room: what the reducer keeps and the page shows.
import type { Link } from '../wire/link';
import type { EndedData, Limits, Move, Phase, QuestionData } from './frames';
import type { AnswerView } from './answer';

export interface AsideView {
  seq: number;
  kind: 'hint' | 'clarification' | 'reveal';
  text: string;
  asked: string | null;
}

export interface TurnView {
  seq: number;
  question: QuestionData;
  /** Moves on when a pause ends. */
  deadline: string | null;
  asides: AsideView[];
  answers: AnswerView[];
}

/** A move that the server refused: the sentence that says why, and the text to give back. */
export interface Refused {
  message: string;
  giveBack: { about: number; text: string } | null;
}

export interface Room {
  link: Link;
  phase: Phase;
  turns: TurnView[];
  /** Seq of the newest event. */
  head: number;
  /** Moves whose event has not come yet. */
  pending: Move[];
  /** Of those that are acknowledged already, by cmid: the seq of the event to come. */
  coming: Record<string, number>;
  refused: Refused | null;
  /** Said by the server about a move that it will take later. */
  delayed: string | null;
  limits: Limits;
  serverDraft: { about: number; text: string } | null;
  ended: EndedData | null;
  caughtUp: boolean;
  /** What a screen reader is told, once for each thing that lasts. */
  said: string;
}

/** The room with one answer changed; the same room where there is no such answer. */
export function withAnswer(state: Room, answerId: string, change: (answer: AnswerView) => AnswerView): Room {
  const place = state.turns.findLastIndex((turn) => turn.answers.some((one) => one.given.answer_id === answerId));
  const turn = state.turns[place];
  if (!turn) return state;
  const answers = turn.answers.map((one) => (one.given.answer_id === answerId ? change(one) : one));
  return { ...state, turns: state.turns.with(place, { ...turn, answers }) };
}
