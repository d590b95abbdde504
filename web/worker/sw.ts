// The service worker: the pages open without a network, and show the last copy of what was looked at. Nothing else is kept.
const sw = self as unknown as ServiceWorkerGlobalScope;

// Both are put in by the build (see scripts/worker.ts).
declare const VERSION: string;
declare const FILES: string[];

const SHELLS = 'viva-shell-';
const SHELL = SHELLS + VERSION;
const SEEN = 'viva-seen';
const MOST_SEEN = 80; // copies; the oldest goes first
const PATIENCE_MS = 8_000; // a line that says nothing for so long counts as none
const GONE = [502, 503, 504]; // a proxy speaks for a server that is away

/** Only these are kept: never a transcript, a session, or anything that changes something. */
const KEPT = /^\/api\/(tracks(\/[^/]+\/progress)?|interviews(\/[^/]+(\/report)?)?|questions\/.+\/attempts)$/;

sw.addEventListener('install', (event) => {
  const files = caches.open(SHELL).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'no-cache' }))));
  event.waitUntil(files.then(() => sw.skipWaiting()));
});

// The version before this one stays for as long as a page of it may be open and ask for a chunk.
sw.addEventListener('activate', (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith(SHELLS) && name !== SHELL).slice(0, -1));
  const gone = old.then((names) => Promise.all(names.map((name) => caches.delete(name))));
  event.waitUntil(gone.then(() => sw.clients.claim()));
});

sw.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (KEPT.test(pathname)) event.respondWith(seen(event));
  else if (pathname.startsWith('/api/')) return;
  else if (request.mode === 'navigate') event.respondWith(page(request));
  else event.respondWith(shell(request));
});

/** A page comes from the server where it can, so that a new version is there on the next navigation. */
async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(SHELL)).match('/');
  return fetched(request, kept).catch(() => kept ?? Response.error());
}

async function shell(request: Request): Promise<Response> {
  const kept = (await (await caches.open(SHELL)).match(request)) ?? (await caches.match(request));
  return kept ?? fetch(request);
}

/** What the server says now; else what it said last, with the time of that. */
async function seen(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(SEEN);
  const kept = await cache.match(event.request);
  try {
    const fresh = await fetched(event.request, kept);
    event.waitUntil(keep(cache, event.request, fresh.clone()));
    return fresh;
  } catch {
    return kept ? dated(kept) : Response.error();
  }
}

/** The server's answer, in time where there is something to show instead. */
async function fetched(request: Request, instead: Response | undefined): Promise<Response> {
  const late = (ms: number) => new Promise<never>((_, fail) => setTimeout(() => fail(new Error('late')), ms));
  const answer = await (instead ? Promise.race([fetch(request), late(PATIENCE_MS)]) : fetch(request));
  if (instead && GONE.includes(answer.status)) throw new Error('gone');
  return answer;
}

async function keep(cache: Cache, request: Request, answer: Response): Promise<void> {
  if (answer.status === 401 || answer.status === 403) return void (await caches.delete(SEEN)); // nobody may look any more
  if (answer.status === 404) return void (await cache.delete(request));
  if (!answer.ok) return;
  await cache.put(request, answer);
  const [oldest, ...others] = await cache.keys();
  if (oldest && others.length >= MOST_SEEN) await cache.delete(oldest);
}

function dated(kept: Response): Response {
  const copy = new Response(kept.body, kept);
  copy.headers.set('X-Viva-Seen', kept.headers.get('Date') ?? '');
  return copy;
}
