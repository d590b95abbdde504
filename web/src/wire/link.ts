// The link: how the connection stands, what the socket tells its listener, and what a close code means.
import type { Event, Move, ServerFrame } from './types.gen';

export type Stop = 'elsewhere' | 'signed_out' | 'not_allowed' | 'unknown' | 'protocol';

export type Link =
  | { at: 'connecting'; tries: number }
  | { at: 'live' }
  | { at: 'waiting'; tries: number }
  | { at: 'stopped'; why: Stop; reason: string };

export type Signal =
  | { signal: 'link'; link: Link }
  | { signal: 'restored'; events: Event[]; moves: Move[] }
  | { signal: 'queued'; move: Move }
  | { signal: 'reset' }
  | { signal: 'frame'; frame: ServerFrame };

const STOPS: Record<number, Stop> = {
  4001: 'signed_out',
  4003: 'not_allowed',
  4004: 'unknown',
  4009: 'elsewhere',
  4010: 'protocol',
};
const EPOCH_CHANGED = 4100;

/** Why there is no point in trying again, or that the log starts over; null where the line just dropped. */
export function ending(code: number): Stop | 'start over' | null {
  if (code === EPOCH_CHANGED) return 'start over';
  return STOPS[code] ?? null;
}
