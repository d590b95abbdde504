// What a screen reader is told when something durable happens: one sentence each, never a stream of tokens.
import type { Event } from './frames';
import { assertNever } from './never';
import { scoreWords } from './words';

export function announce(event: Event): string | null {
  switch (event.kind) {
    case 'question':
      return event.data.part === 'follow_up'
        ? 'A follow-up question.'
        : `Here is question number ${event.data.number}.`;
    case 'answer':
      return 'Answer received.';
    case 'grade':
      if (event.data.result === 'not_graded') return `There is no grade yet. ${event.data.message}`;
      return `${event.data.estimate ? 'Estimated' : 'Graded'}: ${scoreWords(event.data.scores)}.`;
    case 'feedback':
      return 'The feedback is complete.';
    case 'phase':
      return event.data.to === 'paused' ? 'The interview is paused.' : 'The interview goes on.';
    case 'ended':
      return 'The interview has ended.';
    case 'grading':
    case 'hint':
    case 'clarification':
    case 'reveal':
      return null; // asides stand in a live region of their own
    default:
      assertNever(event);
      return null;
  }
}
