// Which words of an answer the lines of its score sheet point at.
import type { Lines, PointLine, Verdict } from '../wire/types.gen';
import type { Span, Tone } from './highlight';

const TONES: Record<Verdict, Tone> = { covered: 'landed', partial: 'partly', missed: 'wrong', contradicted: 'wrong' };

export const toneOf = (line: PointLine): Tone => TONES[line.verdict];
export const pointKey = (id: string) => `point ${id}`;
export const misconceptionKey = (id: string) => `misconception ${id}`;
export const errorKey = (place: number) => `error ${place}`;

/** The evidence of points, misconceptions and other errors. Criteria speak of the whole answer and are quoted beside it. */
export function spansOf(lines: Lines): Span[] {
  return [
    ...lines.points.flatMap((line) => spans(pointKey(line.id), toneOf(line), line.evidence)),
    ...lines.misconceptions.flatMap((line) => spans(misconceptionKey(line.id), 'wrong', line.evidence)),
    ...lines.errors.flatMap((line, place) => spans(errorKey(place), 'wrong', [line.evidence])),
  ];
}

function spans(id: string, tone: Tone, evidence: { start: number; end: number }[]): Span[] {
  return evidence.map(({ start, end }) => ({ id, tone, start, end }));
}
