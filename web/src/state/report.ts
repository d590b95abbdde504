// What the report says in words: how the questions stand, and whether something is still to come.
import type { QuestionReport, Report, State, Turn } from '../wire/types.gen';
import { gradeOf } from './answer';
import { STATES } from './words';

const ORDER: State[] = ['graded', 'estimated', 'waiting', 'not_graded', 'skipped', 'open'];

/** "5 questions: 3 graded, 1 waiting for a grade, 1 skipped." */
export function standingWords(standing: Report['standing']): string {
  const parts = ORDER.filter((state) => standing[state]).map((state) => `${standing[state]} ${STATES[state]}`);
  const all = ORDER.reduce((sum, state) => sum + (standing[state] ?? 0), 0);
  return `${all} ${all === 1 ? 'question' : 'questions'}${parts.length > 0 ? ': ' : ''}${parts.join(', ')}.`;
}

/** Whether a grade is still to come by itself. An estimate stands in for one. */
export function waiting(report: Report): boolean {
  return report.questions.some(({ turn, follow_ups }) => [turn, ...follow_ups].some(turnWaits));
}

function turnWaits(turn: Turn): boolean {
  return turn.answers.some((answer) => {
    const grade = gradeOf(answer);
    const given_up = answer.grades.some((one) => one.result === 'not_graded' && one.final);
    return (!grade || grade.estimate) && !given_up;
  });
}

/** What a follow-up changed: from the first answer's technical score to the score after it; null where nothing did. */
export function improvement(question: QuestionReport): { from: number; to: number } | null {
  const first = question.turn.answers[0];
  const from = first && gradeOf(first)?.scores.technical;
  const to = question.after_follow_ups;
  return from === undefined || to === null || to === from ? null : { from, to };
}
