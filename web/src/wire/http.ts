// HTTP: every request the pages make, and the one error they have to handle.
import type { ErrorOut, HealthOut, InterviewCard, InterviewOut, NewInterview, ProgressReport, QuestionHistory, Report, TrackOut } from './types.gen';

export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
  ) {
    super(message);
  }
}

const UNREACHABLE = 'Viva does not answer. Check that it is still running and that you are online, then try again.';
const UNREADABLE = 'Viva gave an answer that this page cannot read. Reload the page; if it stays, restart Viva.';

let tell: (seenAt: string | null) => void = () => undefined;

/** `hear` gets, for each answer, when the service worker's copy of it was made; null for an answer made just now. */
export function onAnswer(hear: typeof tell): void {
  tell = hear;
}

async function reach(path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(`/api${path}`, init);
  } catch {
    throw new HttpError(0, 'unreachable', UNREACHABLE);
  }
}

async function request<T>(path: string, init?: RequestInit): Promise<T> {
  return read<T>(await reach(path, init));
}

async function read<T>(response: Response): Promise<T> {
  const seenAt = response.headers.get('X-Viva-Seen');
  if (response.status === 204) return void tell(seenAt) as T;
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    throw new HttpError(response.status, 'unreadable', response.status >= 500 ? UNREACHABLE : UNREADABLE);
  }
  tell(seenAt); // only now: a proxy that speaks for a server that is away is no answer
  if (!response.ok) throw asError(response.status, body as Partial<ErrorOut>);
  return body as T;
}

/** A file as it is; what is refused is said in JSON as everywhere. */
async function file(path: string): Promise<Blob> {
  const response = await reach(path);
  if (!response.ok) return read<never>(response);
  try {
    return await response.blob();
  } catch {
    throw new HttpError(0, 'unreachable', UNREACHABLE);
  }
}

function asError(status: number, body: Partial<ErrorOut>): HttpError {
  return new HttpError(status, body.code ?? 'error', body.message ?? UNREADABLE, body.field ?? null);
}

function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  return request<T>(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

const at = (id: string) => `/interviews/${encodeURIComponent(id)}`;

export const http = {
  health: () => request<HealthOut>('/health'),
  tracks: () => request<TrackOut[]>('/tracks'),
  interviews: () => request<InterviewCard[]>('/interviews'),
  interview: (id: string) => request<InterviewOut>(at(id)),
  progress: (track: string) => request<ProgressReport>(`/tracks/${encodeURIComponent(track)}/progress`),
  attempts: (question: string) =>
    request<QuestionHistory>(`/questions/${question.split('/').map(encodeURIComponent).join('/')}/attempts`),
  report: (id: string) => request<Report>(`${at(id)}/report`),
  transcript: (id: string, format: TranscriptFormat) => file(transcriptPath(id, format)),
  start: (wish: NewInterview) => post<InterviewOut>('/interviews', wish),
  openWithKey: (key: string) => post<void>('/session', { key }),
};

export type TranscriptFormat = 'md' | 'html' | 'json' | 'pdf' | 'csv' | 'anki';

const transcriptPath = (id: string, format: TranscriptFormat) => `${at(id)}/transcript?format=${format}`;

export function transcriptUrl(id: string, format: TranscriptFormat): string {
  return `/api${transcriptPath(id, format)}`;
}

export function chatUrl(id: string, page: { protocol: string; host: string }): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api${at(id)}/chat`;
}
