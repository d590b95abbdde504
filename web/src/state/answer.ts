// An answer in the room: what was said, its grades and feedback, the stream in flight, and what to show of them.
import type { AnswerData, FeedbackData, GradedData, Line, Lines, NotGradedData } from '../wire/types.gen';
import type { Live } from './live';

export interface AnswerView {
  given: AnswerData;
  /** Given while this page watched: its lines may move as they arrive. */
  fresh: boolean;
  ordered: number[];
  grades: (GradedData | NotGradedData)[];
  feedback: FeedbackData[];
  live: Live | null;
  /** A new try was asked for and has not spoken yet. */
  hurried: boolean;
}

export type Standing = 'grading' | 'estimating' | 'graded' | 'estimated' | 'not_graded';

type Judged = Pick<AnswerView, 'grades'>;

/** The grade that counts: the newest that is not an estimate, else the newest estimate. */
export function gradeOf({ grades }: Judged): GradedData | null {
  const graded = grades.filter((grade) => grade.result === 'graded');
  return graded.findLast((grade) => !grade.estimate) ?? graded.at(-1) ?? null;
}

/** Why there is no grade proper, where there is none. */
export function refusalOf(answer: Judged): NotGradedData | null {
  const grade = gradeOf(answer);
  if (grade && !grade.estimate) return null;
  return answer.grades.findLast((one) => one.result === 'not_graded') ?? null;
}

/** The feedback on the grade that counts. */
export function feedbackOf(answer: Pick<AnswerView, 'grades' | 'feedback'>): FeedbackData | null {
  const version = gradeOf(answer)?.version;
  return answer.feedback.findLast((one) => one.version === version) ?? null;
}

export function standingOf(answer: AnswerView): Standing {
  const grade = gradeOf(answer);
  if (grade) return grade.estimate ? 'estimated' : 'graded';
  const unsettled = answer.ordered.filter((version) => !answer.grades.some((one) => one.version === version));
  if (answer.live || unsettled.length > 0) return unsettled.includes(0) && answer.ordered.length > 1 ? 'estimating' : 'grading';
  return refusalOf(answer) ? 'not_graded' : 'grading';
}

/** The lines to show: the grade's, else those that have arrived so far. */
export function linesOf(answer: AnswerView): Lines {
  return gradeOf(answer)?.lines ?? gathered(answer.live?.lines ?? []);
}

function gathered(lines: Line[]): Lines {
  return {
    points: lines.filter((line) => line.line === 'point'),
    misconceptions: lines.filter((line) => line.line === 'misconception').filter((line) => line.held),
    criteria: lines.filter((line) => line.line === 'criterion'),
    limits: [],
    errors: [],
  };
}
