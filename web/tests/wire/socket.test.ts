// The socket's promises: the log is whole, no move is lost or doubled, and it always comes back, or says why not.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Signal } from '../../src/wire/link';
import { BEHIND_MS, Chat, SILENCE_MS } from '../../src/wire/socket';
import { MemoryStore } from '../../src/wire/store';
import type { Move } from '../../src/wire/types.gen';
import { answer, cmid, grading, question, welcome } from '../samples';
import { FakeSocket } from './fake_socket';

const said: Move = { type: 'move', cmid: cmid(1), about: 1, kind: 'answer', text: 'It waits.', via: 'typed' };
const caughtUp = { type: 'caught_up', seq: 0 } as const;

let store: MemoryStore;
let heard: Signal[];
let chat: Chat;

async function begin(): Promise<FakeSocket> {
  chat = new Chat({
    interview: 'one',
    url: 'ws://viva/chat',
    store,
    hear: (signal) => heard.push(signal),
    random: () => 0.5,
    Socket: FakeSocket as unknown as new (url: string) => WebSocket,
  });
  await chat.start();
  return FakeSocket.last.open();
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const links = () => heard.flatMap((signal) => (signal.signal === 'link' ? [signal.link] : []));
const seqs = () =>
  heard.flatMap((s) => (s.signal === 'frame' && s.frame.type === 'event' ? [s.frame.seq] : []));

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  store = new MemoryStore();
  heard = [];
});

afterEach(() => {
  chat.stop();
  vi.useRealTimers();
});

describe('hello', () => {
  it('is the first frame, from nothing in a new browser', async () => {
    const socket = await begin();
    expect(socket.sent).toEqual([{ type: 'hello', proto: 'viva.1', epoch: null, last_seq: 0 }]);
  });

  it('names the epoch and the last event that were kept, and shows the kept log before any connection', async () => {
    await store.setEpoch('one', 'e1');
    await store.addEvent('one', question(1));
    await store.addEvent('one', answer(2));
    const socket = await begin();
    expect(heard[0]).toMatchObject({ signal: 'restored', events: [question(1), answer(2)] });
    expect(socket.frames('hello')[0]).toMatchObject({ epoch: 'e1', last_seq: 2 });
  });

  it('starts from nothing when the server does not resume', async () => {
    await store.setEpoch('one', 'e1');
    await store.addEvent('one', question(1));
    const socket = await begin();
    socket.say(welcome({ epoch: 'e2', resumed: false }), question(1), answer(2));
    await settle();
    expect(heard.map(({ signal }) => signal)).toContain('reset');
    expect(seqs()).toEqual([1, 2]);
    expect(await store.load('one')).toMatchObject({ epoch: 'e2', events: [question(1), answer(2)] });
  });
});

describe('events', () => {
  it('are passed on once each, whatever is replayed', async () => {
    const socket = await begin();
    socket.say(welcome(), question(1), answer(2), question(1), answer(2), grading(3));
    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('never skip: a gap is asked for by a new hello', async () => {
    const socket = await begin();
    socket.say(welcome(), question(1), grading(3));
    expect(seqs()).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.all).toHaveLength(2);
    expect(FakeSocket.last.open().frames('hello')[0]).toMatchObject({ last_seq: 1, epoch: 'e1' });
  });

  it('that a ping knows of and that do not come are asked for', async () => {
    const socket = await begin();
    socket.say(welcome(), question(1), { type: 'ping', head_seq: 2 });
    expect(socket.frames('pong')).toEqual([{ type: 'pong', last_seq: 1 }]);
    await vi.advanceTimersByTimeAsync(BEHIND_MS + 1000);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('that come after the ping are enough', async () => {
    const socket = await begin();
    socket.say(welcome(), question(1), { type: 'ping', head_seq: 2 }, answer(2));
    await vi.advanceTimersByTimeAsync(BEHIND_MS + 1000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});

describe('moves', () => {
  it('are kept before they are sent, and go when they are acknowledged', async () => {
    const socket = await begin();
    socket.say(welcome());
    await chat.send(said);
    expect(socket.frames('move')).toEqual([said]);
    expect((await store.load('one')).moves).toEqual([said]);
    socket.say({ type: 'ack', cmid: said.cmid, seq: 2, status: 'stored' });
    await settle();
    expect((await store.load('one')).moves).toEqual([]);
  });

  it('made while the line is down are sent after the welcome, never before', async () => {
    const socket = await begin();
    await chat.send(said);
    expect(socket.frames('move')).toEqual([]);
    socket.say(welcome());
    expect(socket.frames('move')).toEqual([said]);
  });

  it('without an answer are sent again with the same cmid after every welcome', async () => {
    const socket = await begin();
    socket.say(welcome());
    await chat.send(said);
    socket.hangUp();
    await vi.advanceTimersByTimeAsync(1000);
    FakeSocket.last.open().say(welcome());
    expect(FakeSocket.last.frames('move')).toEqual([said]);
  });

  it('survive a reload', async () => {
    await store.putMove('one', 1, said);
    const socket = await begin();
    socket.say(welcome());
    expect(socket.frames('move')).toEqual([said]);
  });

  it('that are refused for now are tried again; those refused for good are dropped', async () => {
    const socket = await begin();
    socket.say(welcome());
    await chat.send(said);
    const nack = { type: 'nack', cmid: said.cmid, message: 'The disk is full.', retry_ms: 700 } as const;
    socket.say({ ...nack, code: 'storage_full', retryable: true });
    await vi.advanceTimersByTimeAsync(700);
    expect(socket.frames('move')).toEqual([said, said]);
    socket.say({ ...nack, code: 'too_long', retryable: false });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(socket.frames('move')).toHaveLength(2);
    expect((await store.load('one')).moves).toEqual([]);
  });
});

describe('the line', () => {
  it('comes back with growing, jittered waits, and starts small again once all is read', async () => {
    await begin();
    FakeSocket.last.hangUp();
    await vi.advanceTimersByTimeAsync(500); // half of the first second
    expect(FakeSocket.all).toHaveLength(2);
    FakeSocket.last.hangUp();
    await vi.advanceTimersByTimeAsync(499); // half of 0.5 s x 2
    expect(FakeSocket.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all).toHaveLength(3);
    FakeSocket.last.open().say(welcome(), caughtUp);
    FakeSocket.last.hangUp();
    expect(links().at(-1)).toEqual({ at: 'waiting', tries: 0 });
  });

  it('that says nothing for 45 seconds is dead', async () => {
    const socket = await begin();
    socket.say(welcome());
    await vi.advanceTimersByTimeAsync(SILENCE_MS + 1000);
    expect(socket.readyState).toBe(3);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('yields to another tab and takes over when asked to', async () => {
    const socket = await begin();
    socket.say(welcome());
    socket.hangUp(4009, 'opened in another tab');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(links().at(-1)).toMatchObject({ at: 'stopped', why: 'elsewhere' });
    expect(FakeSocket.all).toHaveLength(1);
    chat.connectNow();
    expect(FakeSocket.all).toHaveLength(2);
  });

  it.each([
    [4001, 'signed_out'],
    [4003, 'not_allowed'],
    [4004, 'unknown'],
    [4010, 'protocol'],
  ])('stops and says why after close code %i', async (code, why) => {
    const socket = await begin();
    socket.hangUp(code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(links().at(-1)).toMatchObject({ at: 'stopped', why });
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('starts over from nothing when the database is another one', async () => {
    await store.setEpoch('one', 'e1');
    await store.addEvent('one', question(1));
    const socket = await begin();
    socket.hangUp(4100);
    await vi.advanceTimersByTimeAsync(1000);
    expect(FakeSocket.last.open().frames('hello')[0]).toMatchObject({ epoch: null, last_seq: 0 });
    expect((await store.load('one')).events).toEqual([]);
  });

  it('leaves a server that goes away after a random part of the time it gave', async () => {
    const socket = await begin();
    socket.say(welcome(), { type: 'goaway', code: 1012, spread_ms: 2000 });
    socket.hangUp(1012);
    await vi.advanceTimersByTimeAsync(999);
    expect(FakeSocket.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('stays away where it is turned away after it was told to come back', async () => {
    const socket = await begin();
    socket.say(welcome(), { type: 'goaway', code: 1012, spread_ms: 2000 });
    socket.hangUp(4001);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(links().at(-1)).toMatchObject({ at: 'stopped', why: 'signed_out' });
  });

  it('is left alone once the page has gone', async () => {
    await begin();
    chat.stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(FakeSocket.all).toHaveLength(1);
  });
});

describe('drafts', () => {
  it('are kept in the browser at once and sent at most every three seconds, the newest only', async () => {
    const socket = await begin();
    socket.say(welcome());
    for (const text of ['a', 'ab', 'abc']) chat.saveDraft(1, text);
    await vi.advanceTimersByTimeAsync(1);
    chat.saveDraft(1, 'abcd');
    await vi.advanceTimersByTimeAsync(2_990);
    expect(socket.frames('draft')).toEqual([{ type: 'draft', about: 1, text: 'abc' }]);
    await vi.advanceTimersByTimeAsync(500);
    expect(socket.frames('draft').map(({ text }) => text)).toEqual(['abc', 'abcd']);
    expect(await store.draft('one', 1)).toBe('abcd');
  });

  it('typed while the line is down go out after the welcome', async () => {
    const socket = await begin();
    chat.saveDraft(1, 'half');
    await vi.advanceTimersByTimeAsync(10);
    socket.say(welcome());
    await vi.advanceTimersByTimeAsync(10);
    expect(socket.frames('draft')).toHaveLength(1);
  });

  it('too long to be an answer stay in the browser', async () => {
    const socket = await begin();
    socket.say(welcome());
    chat.saveDraft(1, '😀'.repeat(8001));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(socket.frames('draft')).toEqual([]);
    chat.saveDraft(1, '😀'.repeat(8000));
    await vi.advanceTimersByTimeAsync(10);
    expect(socket.frames('draft')).toHaveLength(1);
  });

  it('are not sent after the answer itself', async () => {
    const socket = await begin();
    socket.say(welcome());
    chat.saveDraft(1, 'It waits.');
    await chat.send(said);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(socket.frames('draft')).toEqual([]);
  });
});
