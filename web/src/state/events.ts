// What each durable event does to the room.
import type { GradedData, NotGradedData } from '../wire/types.gen';
import type { Event } from './frames';
import { assertNever } from './never';
import { withAnswer, type AsideView, type Room, type TurnView } from './shape';

/** The room after this event. `fresh`: it happened while the page watched, so it may move as it arrives. */
export function applyEvent(state: Room, event: Event, fresh: boolean): Room {
  switch (event.kind) {
    case 'question':
      return { ...state, phase: 'asked', turns: [...state.turns, asTurn(event)] };
    case 'answer': {
      const answer = { given: event.data, fresh, ordered: [], grades: [], feedback: [], live: null, hurried: false };
      return { ...withTurn(state, (turn) => ({ ...turn, answers: [...turn.answers, answer] })), phase: 'answered' };
    }
    case 'hint':
    case 'clarification':
    case 'reveal': {
      const aside: AsideView = { seq: event.seq, kind: event.kind, text: event.data.text, asked: event.data.asked };
      return withTurn(state, (turn) => ({ ...turn, asides: [...turn.asides, aside] }));
    }
    case 'grading':
      return withAnswer(state, event.data.answer_id, (answer) => ({
        ...answer,
        hurried: false,
        ordered: [...answer.ordered, event.data.version],
      }));
    case 'grade':
      return withGrade(state, event.data);
    case 'feedback':
      return withAnswer(state, event.data.answer_id, (answer) => ({
        ...answer,
        live: null,
        feedback: [...answer.feedback, event.data],
      }));
    case 'phase':
      return { ...withTurn(state, (turn) => ({ ...turn, deadline: event.data.deadline })), phase: event.data.to };
    case 'ended':
      return { ...state, phase: 'ended', ended: event.data };
    default:
      assertNever(event);
      return state;
  }
}

function asTurn(event: Extract<Event, { kind: 'question' }>): TurnView {
  return { seq: event.seq, question: event.data, deadline: event.data.deadline, asides: [], answers: [] };
}

function withGrade(state: Room, grade: GradedData | NotGradedData): Room {
  return withAnswer(state, grade.answer_id, (answer) => ({
    ...answer,
    live: null,
    hurried: false,
    grades: [...answer.grades, grade],
  }));
}

function withTurn(state: Room, change: (turn: TurnView) => TurnView): Room {
  const turn = state.turns.at(-1);
  return turn ? { ...state, turns: state.turns.with(-1, change(turn)) } : state;
}
