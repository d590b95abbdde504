// Where the person is: the route, whether the access key is asked for, and whether what they see is an earlier copy.
import { aged } from '../state/progress';
import { routeOf, type Route } from '../state/route';
import { HttpError, onAnswer } from '../wire/http';

interface Place {
  route: Route;
  needsKey: boolean;
  /** Viva cannot be reached, and this is when the copy on the page was made; null while it answers. */
  seenAt: string | null;
}

export const place: Place = $state({ route: routeOf(location.pathname), needsKey: false, seenAt: null });
onAnswer((seenAt) => (place.seenAt = seenAt));

const looks = new Set<() => void>();
const GLANCE_MS = 60_000; // a page may be left open on a screen that nobody turns off
let lookedAt = Date.now();

/** Asks again for all that the page shows. */
export function lookAgain(): void {
  lookedAt = Date.now();
  for (const look of looks) look();
}

/** Has `look` called whenever what is shown may be old; to be called as the page opens, and what it gives when it goes. */
export function keptFresh(look: () => void): () => void {
  lookedAt = Date.now();
  looks.add(look);
  return () => void looks.delete(look);
}

/** Looks again when the line is back, and when the person is, should what they see have aged by then. */
export function watchReturns(): () => void {
  const online = () => place.seenAt !== null && lookAgain();
  const seen = () => document.visibilityState === 'visible' && aged(lookedAt, Date.now()) && lookAgain();
  const glances = setInterval(seen, GLANCE_MS);
  window.addEventListener('online', online);
  document.addEventListener('visibilitychange', seen);
  return () => {
    clearInterval(glances);
    window.removeEventListener('online', online);
    document.removeEventListener('visibilitychange', seen);
  };
}

export function go(path: string): void {
  history.pushState(null, '', path);
  place.route = routeOf(path);
  window.scrollTo(0, 0);
}

/** Plain links inside Viva change the page without loading it again. */
export function followLinks(): () => void {
  const clicked = (event: MouseEvent) => {
    const link = (event.target as Element | null)?.closest('a');
    const modified = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || modified || event.defaultPrevented || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.pathname.startsWith('/api') || url.hash) return;
    event.preventDefault();
    go(url.pathname);
  };
  const moved = () => (place.route = routeOf(location.pathname));
  document.addEventListener('click', clicked);
  window.addEventListener('popstate', moved);
  return () => {
    document.removeEventListener('click', clicked);
    window.removeEventListener('popstate', moved);
  };
}

/** What went wrong as a sentence; a missing access key opens its own page instead. */
export function explain(error: unknown): string {
  if (error instanceof HttpError && error.code === 'key_required') place.needsKey = true;
  if (error instanceof Error) return error.message;
  return 'Something unexpected happened on this page. Reload it; what you typed is kept.';
}
