// The chat's socket: hello, replay, reconnect. It keeps the log whole and loses no move; it knows nothing of the page.
import { backoff } from './backoff';
import { DraftSender } from './drafts';
import { encode } from './encode';
import { ending, type Link, type Signal } from './link';
import { Outbox } from './outbox';
import type { Store } from './store';
import type { ClientFrame, Event, Move, ServerFrame, Welcome } from './types.gen';

export const SILENCE_MS = 45_000; // more than two pings: the line is dead, whatever the browser thinks
export const BEHIND_MS = 2_000; // how long the events a ping told of may take before we ask for them

export interface ChatOptions {
  interview: string;
  url: string;
  store: Store;
  hear: (signal: Signal) => void;
  random?: () => number;
  Socket?: new (url: string) => WebSocket;
}

export class Chat {
  private socket: WebSocket | null = null;
  private outbox: Outbox;
  private drafts: DraftSender;
  private epoch: string | null = null;
  private lastSeq = 0;
  private tries = 0;
  private welcomed = false;
  private over = false;
  private reconnect: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private behind: ReturnType<typeof setTimeout> | undefined;
  private leaveBy: number | null = null;
  private readonly random: () => number;

  constructor(private readonly options: ChatOptions) {
    this.random = options.random ?? Math.random;
    const transmit = (frame: ClientFrame) => this.welcomed && this.say(frame);
    this.outbox = new Outbox(options.interview, options.store, transmit, this.random);
    this.drafts = new DraftSender(transmit);
  }

  /** Paint what is kept, then connect. */
  async start(): Promise<void> {
    const kept = await this.options.store.load(this.options.interview).catch(() => null);
    if (this.over) return;
    if (kept) {
      this.epoch = kept.epoch;
      this.lastSeq = kept.epoch === null ? 0 : kept.events.length;
      this.outbox.restore(kept.moves);
      this.hear({ signal: 'restored', events: kept.epoch === null ? [] : kept.events, moves: kept.moves });
    }
    this.connect();
  }

  async send(move: Move): Promise<void> {
    this.hear({ signal: 'queued', move });
    if (move.kind === 'answer') this.drafts.cancel();
    await this.outbox.add(move);
  }

  saveDraft(about: number, text: string): void {
    void this.options.store.putDraft(this.options.interview, about, text).catch(() => undefined);
    this.drafts.save(about, text);
  }

  /** The line may be back, or this tab takes the interview over: connect now, if there is no connection. */
  connectNow(): void {
    if (this.socket || this.over) return;
    this.connect();
  }

  stop(): void {
    this.over = true;
    this.outbox.stopRetries();
    this.drafts.cancel();
    this.drop();
  }

  private connect(): void {
    clearTimeout(this.reconnect);
    this.welcomed = false;
    this.leaveBy = null;
    this.link({ at: 'connecting', tries: this.tries });
    const socket = new (this.options.Socket ?? WebSocket)(this.options.url);
    this.socket = socket;
    this.listen();
    socket.onopen = () => {
      this.say({ type: 'hello', proto: 'viva.1', epoch: this.epoch, last_seq: this.lastSeq });
    };
    socket.onmessage = (message: MessageEvent<string>) => {
      if (this.socket === socket) this.take(JSON.parse(message.data) as ServerFrame);
    };
    socket.onclose = (event: CloseEvent) => {
      if (this.socket === socket) this.closed(event.code, event.reason);
    };
  }

  private take(frame: ServerFrame): void {
    this.listen();
    switch (frame.type) {
      case 'welcome':
        return this.welcome(frame);
      case 'event':
        return this.event(frame);
      case 'caught_up':
        this.tries = 0;
        break;
      case 'ack':
      case 'nack':
        this.outbox.answered(frame);
        break;
      case 'ping':
        this.say({ type: 'pong', last_seq: this.lastSeq });
        return this.compare(frame.head_seq);
      case 'goaway':
        return this.leave(frame.spread_ms);
    }
    this.hear({ signal: 'frame', frame });
  }

  private welcome(frame: Welcome): void {
    if (!frame.resumed) this.forget();
    this.epoch = frame.epoch;
    void this.options.store.setEpoch(this.options.interview, frame.epoch).catch(() => undefined);
    this.welcomed = true;
    this.drafts.limit = frame.limits.answer_chars;
    this.link({ at: 'live' });
    this.hear({ signal: 'frame', frame });
    this.outbox.sendAll();
    this.drafts.sendSoon();
  }

  private event(event: Event): void {
    if (event.seq <= this.lastSeq) return; // a second hello may bring it again
    if (event.seq !== this.lastSeq + 1) return this.helloAgain();
    this.lastSeq = event.seq;
    void this.options.store.addEvent(this.options.interview, event).catch(() => undefined);
    this.hear({ signal: 'frame', frame: event });
  }

  /** Another database, or another past: the log here is worth nothing, what was typed is kept. */
  private forget(): void {
    this.epoch = null;
    this.lastSeq = 0;
    void this.options.store.clearLog(this.options.interview).catch(() => undefined);
    this.hear({ signal: 'reset' });
  }

  private compare(head: number): void {
    clearTimeout(this.behind);
    if (head <= this.lastSeq) return;
    this.behind = setTimeout(() => head > this.lastSeq && this.helloAgain(), BEHIND_MS);
  }

  /** A fresh socket with a fresh hello fills any gap. */
  private helloAgain(): void {
    this.drop();
    this.retry();
  }

  private leave(spread: number): void {
    this.leaveBy = this.random() * spread;
    this.reconnect = setTimeout(() => {
      this.drop();
      this.connect();
    }, this.leaveBy);
  }

  private closed(code: number, reason: string): void {
    const planned = this.leaveBy;
    const end = ending(code);
    this.drop(planned !== null && (end === null || end === 'start over'));
    if (end === 'start over') this.forget();
    else if (end) return this.link({ at: 'stopped', why: end, reason });
    if (planned === null) this.retry();
    else this.link({ at: 'waiting', tries: this.tries });
  }

  private retry(): void {
    if (this.over) return;
    this.link({ at: 'waiting', tries: this.tries });
    this.reconnect = setTimeout(() => this.connect(), backoff(this.tries, this.random));
    this.tries += 1;
  }

  private drop(keepReconnect = false): void {
    const socket = this.socket;
    this.socket = null;
    this.welcomed = false;
    clearTimeout(this.silence);
    clearTimeout(this.behind);
    if (!keepReconnect) clearTimeout(this.reconnect);
    if (socket && socket.readyState < 2) socket.close(1000);
  }

  private listen(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.helloAgain(), SILENCE_MS);
  }

  private say(frame: ClientFrame): void {
    if (this.socket?.readyState === 1) this.socket.send(encode(frame));
  }

  private link(link: Link): void {
    this.hear({ signal: 'link', link });
  }

  private hear(signal: Signal): void {
    this.options.hear(signal);
  }
}
