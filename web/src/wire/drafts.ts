// Drafts on their way to the server: the newest text, at most one frame in three seconds.
import type { DraftFrame } from './types.gen';

export const DRAFT_MS = 3_200; // the server takes one in 3 s; a little more, so that none arrives too early

export class DraftSender {
  private waiting: DraftFrame | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sentAt = -Infinity;
  /** In code points; the server hangs up on a longer draft, so that one stays in the browser until it is shortened. */
  limit = 8000;

  constructor(private readonly transmit: (frame: DraftFrame) => boolean | void) {}

  save(about: number, text: string): void {
    if (text.length > this.limit && Array.from(text).length > this.limit) return this.cancel();
    this.waiting = { type: 'draft', about, text };
    this.sendSoon();
  }

  sendSoon(): void {
    if (!this.waiting || this.timer !== undefined) return;
    this.timer = setTimeout(() => this.flush(), Math.max(0, this.sentAt + DRAFT_MS - Date.now()));
  }

  /** The answer itself is on its way. */
  cancel(): void {
    this.waiting = null;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private flush(): void {
    this.timer = undefined;
    const frame = this.waiting;
    if (!frame || this.transmit(frame) === false) return; // not connected: sent after the next welcome
    this.waiting = null;
    this.sentAt = Date.now();
  }
}
