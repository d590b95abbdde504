// Drives the room: joins the socket to the reducer, and keeps the text in the answer box safe.
import { emptyRoom, room, type Act } from '../state/room';
import type { Room } from '../state/shape';
import { asMove, wellFormed, type Wish } from '../state/moves';
import { chatUrl } from '../wire/http';
import type { Signal } from '../wire/link';
import { Chat } from '../wire/socket';
import { MemoryStore, openStore, type Store } from '../wire/store';

const HUSH_MS = 45_000; // longer than any pause of a stream that lives

export class Driver {
  room: Room = $state.raw(emptyRoom);
  /** What stands in the answer box, and to which question it belongs. */
  draft = $state('');
  about = $state(0);
  private chat: Chat | null = null;
  private store: Store | null = null;
  private stopped = false;
  private hush: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly interview: string) {}

  async start(): Promise<void> {
    this.store = await openStore().catch(() => new MemoryStore());
    if (this.stopped) return;
    const hear = (signal: Signal) => void this.act(signal);
    const url = chatUrl(this.interview, location);
    this.chat = new Chat({ interview: this.interview, url, store: this.store, hear });
    await this.chat.start();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.hush);
    this.chat?.stop();
  }

  connectNow(): void {
    this.chat?.connectNow();
  }

  /** Asks for a move; one that waits for its turn is not asked for twice. */
  make(wish: Wish): void {
    if (wish.kind !== 'answer' && this.room.pending.some((move) => move.kind !== 'answer')) return;
    const about = this.about;
    const kept = this.chat?.send(asMove(wish, about));
    if (wish.kind !== 'answer') return;
    this.draft = '';
    // The draft goes only when the answer is kept: a page that is closed in between has at least one of them.
    void kept?.then(() => (about !== this.about || !this.draft) && this.chat?.saveDraft(about, ''));
  }

  write(text: string): void {
    this.draft = text;
    this.chat?.saveDraft(this.about, wellFormed(text));
  }

  dismiss(): void {
    void this.act({ signal: 'dismissed' });
  }

  private async act(act: Act): Promise<void> {
    const before = this.room;
    this.room = room(before, act);
    this.giveBack(before);
    this.watchStreams(act);
    const open = this.room.turns.at(-1)?.seq ?? 0;
    if (open !== this.about) await this.openQuestion(open);
    else if (act.signal === 'frame' && act.frame.type === 'welcome') this.takeServerDraft();
  }

  private watchStreams(act: Act): void {
    if (act.signal !== 'frame' || (act.frame.type !== 'delta' && act.frame.type !== 'snapshot')) return;
    clearTimeout(this.hush);
    this.hush = setTimeout(() => void this.act({ signal: 'hushed' }), HUSH_MS);
  }

  /** A new question: its own draft comes back, from this browser first, else from the server. */
  private async openQuestion(open: number): Promise<void> {
    this.about = open;
    this.draft = '';
    const kept = (await this.store?.draft(this.interview, open).catch(() => '')) ?? '';
    if (this.about !== open || this.draft) return;
    const sent = this.room.pending.some((move) => move.kind === 'answer' && move.text === kept.trim());
    if (!sent) this.draft = kept;
    this.takeServerDraft();
  }

  private takeServerDraft(): void {
    const offered = this.room.serverDraft;
    const unanswered = this.room.turns.at(-1)?.answers.length === 0 && this.room.pending.length === 0;
    if (offered?.about === this.about && !this.draft && unanswered) this.draft = offered.text;
  }

  /** A refused answer goes back into the box it came from, before what has been typed since. */
  private giveBack(before: Room): void {
    const back = this.room.refused?.giveBack;
    if (this.room.refused === before.refused || !back || back.about !== this.about) return;
    this.write(this.draft ? `${back.text}\n\n${this.draft}` : back.text);
  }
}
