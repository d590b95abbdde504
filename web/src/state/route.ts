// Which page a path means.

export type Route =
  | { page: 'setup' }
  | { page: 'scoring' }
  | { page: 'room'; id: string }
  | { page: 'report'; id: string }
  | { page: 'lost' };

export function routeOf(path: string): Route {
  const [first, id, third, ...more] = path.split('/').filter(Boolean).map(decoded);
  if (first === undefined) return { page: 'setup' };
  if (first === 'scoring' && id === undefined) return { page: 'scoring' };
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
export const reportPath = (id: string) => `${roomPath(id)}/report`;
