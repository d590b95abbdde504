// The report in words, and whether it should look again.
import { describe, expect, it } from 'vitest';
import { improvement, standingWords, waiting } from '../../src/state/report';
import type { Answer, QuestionReport, Report } from '../../src/wire/types.gen';
import { answer, graded, question, refused } from '../samples';

function asked(grades: Answer['grades'], after_follow_ups: number | null = null): QuestionReport {
  const given: Answer = { at: '', given: answer(2).data, grades, feedback: [] };
  const turn = { seq: 1, at: '', question: question(1).data, asides: [], answers: [given] };
  return { state: 'graded', turn, follow_ups: [], after_follow_ups, since: null };
}
const report = (...questions: QuestionReport[]) => ({ questions }) as unknown as Report;

it('says how every question stands', () => {
  expect(standingWords({ graded: 3, waiting: 1, skipped: 0 })).toBe('4 questions: 3 graded, 1 waiting for a grade.');
  expect(standingWords({ skipped: 1 })).toBe('1 question: 1 skipped.');
});

describe('a report is waiting', () => {
  it('while an answer has no grade, or only an estimate', () => {
    expect(waiting(report(asked([])))).toBe(true);
    expect(waiting(report(asked([refused()])))).toBe(true);
    expect(waiting(report(asked([refused(), graded('a1', 0, { estimate: true })])))).toBe(true);
  });

  it('no more once every answer is graded or given up', () => {
    expect(waiting(report(asked([graded()]), asked([refused('a1', 1, { final: true })])))).toBe(false);
  });
});

it('shows what a follow-up changed, and nothing where it changed nothing', () => {
  expect(improvement(asked([graded()], 80))).toEqual({ from: 72.5, to: 80 });
  expect(improvement(asked([graded()], 72.5))).toBeNull();
  expect(improvement(asked([graded()]))).toBeNull();
});
