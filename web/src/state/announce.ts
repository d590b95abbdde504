// What a screen reader is told when something durable happens: one sentence each, never a stream of tokens.
import type { Event } from './frames';
import { assertNever } from './never';
import { scoreWords } from './words';

export function announce(event: Event): string | null {
  switch (event.kind) {
    case 'question':
      return event.data.part === 'follow_up'
        ? 'A follow-up question.'
        : `Question ${event.data.number} of ${event.data.of}.`;
    case 'answer':
      return 'Your answer is stored.';
    case 'hint':
      return `Hint: ${event.data.text}`;
    case 'clarification':
      return event.data.text;
    case 'reveal':
      return 'The model answer is shown below your feedback.';
    case 'grade':
      if (event.data.result === 'not_graded') return `Not graded yet: ${event.data.message}`;
      return `${event.data.estimate ? 'Estimated' : 'Graded'}: ${scoreWords(event.data.scores)}.`;
    case 'feedback':
      return 'The feedback is complete.';
    case 'phase':
      return event.data.to === 'paused' ? 'Paused.' : 'Resumed.';
    case 'ended':
      return 'The interview has ended. The report is ready.';
    case 'grading':
      return null;
    default:
      assertNever(event);
      return null;
  }
}
