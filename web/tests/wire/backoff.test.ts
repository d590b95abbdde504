// Waiting before the next try.
import { describe, expect, it } from 'vitest';
import { backoff } from '../../src/wire/backoff';

describe('backoff', () => {
  it('comes back within a second the first time', () => {
    expect(backoff(0, () => 0)).toBe(0);
    expect(backoff(0, () => 0.999)).toBeLessThan(1000);
  });

  it('doubles the room for chance with every try, up to thirty seconds', () => {
    const most = [1, 2, 3, 4, 5, 6, 7, 50].map((n) => backoff(n, () => 1));
    expect(most).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('may come back at once at any try, since the jitter is full', () => {
    expect(backoff(9, () => 0)).toBe(0);
  });
});
