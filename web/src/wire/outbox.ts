// The outbox: moves stay in it, and are sent again with the same cmid, until the server has answered for good.
import { backoff } from './backoff';
import type { Store } from './store';
import type { Ack, Move, Nack } from './types.gen';

const RETRY_TRY = 3; // a refusal that may pass is asked again within about 4 s

export class Outbox {
  private moves = new Map<string, Move>();
  private retries = new Map<string, ReturnType<typeof setTimeout>>();
  private order = Date.now() * 1000;

  constructor(
    private readonly interview: string,
    private readonly store: Store,
    private readonly transmit: (move: Move) => void,
    private readonly random: () => number,
  ) {}

  restore(moves: Move[]): void {
    for (const move of moves) this.moves.set(move.cmid, move);
  }

  /** Keep the move, then send it: a tab that dies in between sends it after the reload. */
  async add(move: Move): Promise<void> {
    this.moves.set(move.cmid, move);
    this.order += 1;
    await this.store.putMove(this.interview, this.order, move).catch(() => undefined);
    if (this.moves.has(move.cmid)) this.transmit(move);
  }

  /** After each welcome: everything that has no answer yet, oldest first. */
  sendAll(): void {
    this.stopRetries();
    for (const move of this.moves.values()) this.transmit(move);
  }

  /** Takes the server's answer. */
  answered(frame: Ack | Nack): void {
    const move = this.moves.get(frame.cmid);
    if (!move) return;
    if (frame.type === 'nack' && frame.retryable) this.retryLater(move, frame.retry_ms);
    else this.drop(frame.cmid);
  }

  stopRetries(): void {
    for (const timer of this.retries.values()) clearTimeout(timer);
    this.retries.clear();
  }

  private retryLater(move: Move, ms: number | null): void {
    clearTimeout(this.retries.get(move.cmid));
    const wait = ms ?? 500 + backoff(RETRY_TRY, this.random);
    this.retries.set(move.cmid, setTimeout(() => this.transmit(move), wait));
  }

  private drop(cmid: string): void {
    this.moves.delete(cmid);
    clearTimeout(this.retries.get(cmid));
    this.retries.delete(cmid);
    void this.store.dropMove(this.interview, cmid).catch(() => undefined);
  }
}
