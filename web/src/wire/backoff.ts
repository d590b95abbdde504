// How long to wait before the next try: full jitter, so that a thousand browsers never come back at once.

const FIRST_MS = 1_000;
const STEP_MS = 500;
const MOST_MS = 30_000;

/** Milliseconds before try `n` (from 0): the first within a second, then random(0, min(30 s, 0.5 s x 2^n)). */
export function backoff(n: number, random: () => number = Math.random): number {
  return random() * (n === 0 ? FIRST_MS : Math.min(MOST_MS, STEP_MS * 2 ** n));
}
