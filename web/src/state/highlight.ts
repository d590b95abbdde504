// Evidence in the answer: cuts a text into runs by spans whose offsets count code points, as Python does.

export interface Span {
  id: string;
  tone: Tone;
  start: number;
  end: number;
}

/** What the words show: a point that landed, one that landed in part, or something that is wrong. */
export type Tone = 'landed' | 'partly' | 'wrong';

export interface Run {
  start: number;
  text: string;
  spans: Span[];
}

/** The text in order, cut wherever a span begins or ends; runs with no span are plain. */
export function runs(text: string, spans: Span[]): Run[] {
  const points = Array.from(text); // JavaScript strings count UTF-16 units; this counts code points
  const within = spans.filter(({ start, end }) => start >= 0 && end > start && end <= points.length);
  const cuts = [...new Set([0, points.length, ...within.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, place) => {
    const to = cuts[place + 1] ?? points.length;
    return {
      start: from,
      text: points.slice(from, to).join(''),
      spans: within.filter(({ start, end }) => start <= from && to <= end),
    };
  });
}

/** How many characters the server counts. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
