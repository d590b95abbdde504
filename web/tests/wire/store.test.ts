// What the browser keeps, in a real IndexedDB made of memory and in the fallback alike.
import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { MemoryStore, openStore, type Store } from '../../src/wire/store';
import type { Move } from '../../src/wire/types.gen';
import { answer, cmid, grading, question } from '../samples';

let databases = 0;
const stores: [string, () => Promise<Store>][] = [
  ['IndexedDB', () => openStore(`viva-test-${(databases += 1)}`)],
  ['memory', async () => new MemoryStore()],
];

const skip = (n: number): Move => ({ type: 'move', cmid: cmid(n), about: 1, kind: 'skip' });

describe.each(stores)('the store in %s', (_name, open) => {
  it('gives back the log of one interview and not of another', async () => {
    const store = await open();
    await store.setEpoch('one', 'e1');
    await store.addEvent('one', question(1));
    await store.addEvent('two', question(1, 4));
    await store.addEvent('one', answer(2));
    const kept = await store.load('one');
    expect(kept.epoch).toBe('e1');
    expect(kept.events).toEqual([question(1), answer(2)]);
  });

  it('gives back no event after a gap', async () => {
    const store = await open();
    for (const event of [question(1), answer(2), grading(4)]) await store.addEvent('one', event);
    expect((await store.load('one')).events.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('keeps moves in the order in which they were made, until they are dropped', async () => {
    const store = await open();
    await store.putMove('one', 12, skip(1));
    await store.putMove('one', 11, skip(2));
    await store.putMove('one', 13, skip(3));
    await store.dropMove('one', cmid(1));
    expect((await store.load('one')).moves).toEqual([skip(2), skip(3)]);
  });

  it('forgets the log without forgetting what was typed', async () => {
    const store = await open();
    await store.setEpoch('one', 'e1');
    await store.addEvent('one', question(1));
    await store.putMove('one', 1, skip(1));
    await store.putDraft('one', 1, 'half a thought');
    await store.clearLog('one');
    expect(await store.load('one')).toEqual({ epoch: null, events: [], moves: [skip(1)] });
    expect(await store.draft('one', 1)).toBe('half a thought');
  });

  it('forgets every log, where the access key is gone, without forgetting what was typed', async () => {
    const store = await open();
    for (const name of ['one', 'two']) await store.addEvent(name, question(1));
    await store.setEpoch('two', 'e1');
    await store.putDraft('two', 1, 'half a thought');
    await store.clearLogs();
    expect(await store.load('one')).toEqual({ epoch: null, events: [], moves: [] });
    expect(await store.load('two')).toEqual({ epoch: null, events: [], moves: [] });
    expect(await store.draft('two', 1)).toBe('half a thought');
  });

  it('keeps a draft for each question and drops an emptied one', async () => {
    const store = await open();
    await store.putDraft('one', 1, 'first');
    await store.putDraft('one', 7, 'second');
    await store.putDraft('one', 1, '');
    expect(await store.draft('one', 1)).toBe('');
    expect(await store.draft('one', 7)).toBe('second');
  });
});
