// What the browser keeps of each interview: the event log, moves not yet acknowledged, and drafts. All in IndexedDB.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Event, Move } from './types.gen';

export interface Kept {
  epoch: string | null;
  events: Event[];
  moves: Move[];
}

export interface Store {
  load(interview: string): Promise<Kept>;
  setEpoch(interview: string, epoch: string): Promise<void>;
  addEvent(interview: string, event: Event): Promise<void>;
  /** Forgets the log, never what the person typed. */
  clearLog(interview: string): Promise<void>;
  clearLogs(): Promise<void>;
  putMove(interview: string, order: number, move: Move): Promise<void>;
  dropMove(interview: string, cmid: string): Promise<void>;
  putDraft(interview: string, about: number, text: string): Promise<void>;
  draft(interview: string, about: number): Promise<string>;
}

interface Shape extends DBSchema {
  heads: { key: string; value: string };
  events: { key: [string, number]; value: Event };
  moves: { key: [string, string]; value: { order: number; move: Move } };
  drafts: { key: [string, number]; value: string };
}

const everythingOf = (interview: string) => IDBKeyRange.bound([interview], [interview, []]);

/** The store in IndexedDB. */
export async function openStore(name = 'viva'): Promise<Store> {
  const db = await openDB<Shape>(name, 1, {
    upgrade(fresh) {
      for (const table of ['heads', 'events', 'moves', 'drafts'] as const) fresh.createObjectStore(table);
    },
    // A newer page needs the database in another shape: let it, this page is about to be reloaded.
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
  });
  return new IndexedStore(db);
}

class IndexedStore implements Store {
  constructor(private readonly db: IDBPDatabase<Shape>) {}

  async load(interview: string): Promise<Kept> {
    const [epoch, events, moves] = await Promise.all([
      this.db.get('heads', interview),
      this.db.getAll('events', everythingOf(interview)),
      this.db.getAll('moves', everythingOf(interview)),
    ]);
    return { epoch: epoch ?? null, events: unbroken(events), moves: inOrder(moves) };
  }

  async setEpoch(interview: string, epoch: string): Promise<void> {
    await this.db.put('heads', epoch, interview);
  }

  async addEvent(interview: string, event: Event): Promise<void> {
    await this.db.put('events', event, [interview, event.seq]);
  }

  async clearLog(interview: string): Promise<void> {
    const tables = this.db.transaction(['heads', 'events'], 'readwrite');
    await Promise.all([
      tables.objectStore('heads').delete(interview),
      tables.objectStore('events').delete(everythingOf(interview)),
      tables.done,
    ]);
  }

  async clearLogs(): Promise<void> {
    await Promise.all([this.db.clear('heads'), this.db.clear('events')]);
  }

  async putMove(interview: string, order: number, move: Move): Promise<void> {
    await this.db.put('moves', { order, move }, [interview, move.cmid]);
  }

  async dropMove(interview: string, cmid: string): Promise<void> {
    await this.db.delete('moves', [interview, cmid]);
  }

  async putDraft(interview: string, about: number, text: string): Promise<void> {
    if (text) await this.db.put('drafts', text, [interview, about]);
    else await this.db.delete('drafts', [interview, about]);
  }

  async draft(interview: string, about: number): Promise<string> {
    return (await this.db.get('drafts', [interview, about])) ?? '';
  }
}

/** The events from 1 without a gap: what follows a gap was written by a page that was cut off. */
function unbroken(events: Event[]): Event[] {
  const gap = events.findIndex((event, place) => event.seq !== place + 1);
  return gap < 0 ? events : events.slice(0, gap);
}

function inOrder(kept: { order: number; move: Move }[]): Move[] {
  return kept.sort((a, b) => a.order - b.order).map(({ move }) => move);
}

/** For browsers that refuse IndexedDB (some private windows): kept until the tab closes. */
export class MemoryStore implements Store {
  private epochs = new Map<string, string>();
  private events = new Map<string, Event[]>();
  private moves = new Map<string, { order: number; move: Move }[]>();
  private drafts = new Map<string, string>();

  async load(interview: string): Promise<Kept> {
    return {
      epoch: this.epochs.get(interview) ?? null,
      events: unbroken([...(this.events.get(interview) ?? [])]),
      moves: inOrder([...(this.moves.get(interview) ?? [])]),
    };
  }
  async setEpoch(interview: string, epoch: string): Promise<void> {
    this.epochs.set(interview, epoch);
  }
  async addEvent(interview: string, event: Event): Promise<void> {
    this.events.set(interview, [...(this.events.get(interview) ?? []), event]);
  }
  async clearLog(interview: string): Promise<void> {
    this.epochs.delete(interview);
    this.events.delete(interview);
  }
  async clearLogs(): Promise<void> {
    this.epochs.clear();
    this.events.clear();
  }
  async putMove(interview: string, order: number, move: Move): Promise<void> {
    this.moves.set(interview, [...(this.moves.get(interview) ?? []), { order, move }]);
  }
  async dropMove(interview: string, cmid: string): Promise<void> {
    this.moves.set(interview, (this.moves.get(interview) ?? []).filter(({ move }) => move.cmid !== cmid));
  }
  async putDraft(interview: string, about: number, text: string): Promise<void> {
    this.drafts.set(`${interview} ${about}`, text);
  }
  async draft(interview: string, about: number): Promise<string> {
    return this.drafts.get(`${interview} ${about}`) ?? '';
  }
}
