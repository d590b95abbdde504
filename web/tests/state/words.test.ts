// Numbers and times as people read them.
import { describe, expect, it } from 'vitest';
import { lastSeen, minutes, nextTry, score, signed } from '../../src/state/words';

describe('numbers', () => {
  it('are shown in steps of a tenth, with no empty decimals', () => {
    expect([score(72.5), score(60), score(33.3000001)]).toEqual(['72.5', '60', '33.3']);
  });

  it('that are taken off have a real minus sign', () => {
    expect([signed(-8), signed(12.5), signed(0)]).toEqual(['−8', '+12.5', '0']);
  });
});

describe('times', () => {
  it('left are minutes and seconds, never below zero', () => {
    expect([minutes(184), minutes(59.2), minutes(-3)]).toEqual(['3:04', '1:00', '0:00']);
  });

  it('of a copy have their day where that is not today', () => {
    const now = new Date(2026, 10, 21, 12, 0).getTime();
    expect(lastSeen(new Date(2026, 10, 21, 10, 32).toISOString(), now, 'en-GB')).toBe('at 10:32');
    expect(lastSeen(new Date(2026, 10, 20, 10, 32).toISOString(), now, 'en-GB')).toMatch(/^on 20 Nov 2026.* 10:32$/);
    expect(lastSeen('', now)).toBe('some time ago');
  });

  it('of the next try are told only while they lie ahead', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    expect(nextTry('2026-11-21T09:59:00Z', now)).toBe('It will be tried again shortly.');
    expect(nextTry(null, now)).toBe('It will be tried again shortly.');
    expect(nextTry('2026-11-21T10:05:00Z', now)).toMatch(/^It will be tried again at .*05/);
  });
});
