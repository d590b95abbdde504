// Which page a path means.

export type Route =
  | { page: 'setup' }
  | { page: 'scoring' }
  | { page: 'progress' }
  | { page: 'history'; id: string }
  | { page: 'room'; id: string }
  | { page: 'report'; id: string }
  | { page: 'lost' };

export function routeOf(path: string): Route {
  const parts = path.split('/').filter(Boolean).map(decoded);
  const [first, id, third, ...more] = parts;
  if (first === undefined) return { page: 'setup' };
  if (first === 'scoring' && id === undefined) return { page: 'scoring' };
  if (first === 'progress' && id === undefined) return { page: 'progress' };
  if (first === 'questions' && id) return { page: 'history', id: parts.slice(1).join('/') };
  if (first !== 'interviews' || !id || more.length > 0) return { page: 'lost' };
  if (third === undefined) return { page: 'room', id };
  return third === 'report' ? { page: 'report', id } : { page: 'lost' };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const roomPath = (id: string) => `/interviews/${encodeURIComponent(id)}`;
/** A question's id has slashes of its own: topic, subtopic, slug. */
export const historyPath = (id: string) => `/questions/${id.split('/').map(encodeURIComponent).join('/')}`;
export const reportPath = (id: string) => `${roomPath(id)}/report`;
