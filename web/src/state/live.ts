// Live streams: verdicts and feedback while they are being made. Nothing here lasts; the durable events replace it.
import type { Delta, Line, Snapshot } from '../wire/types.gen';

export interface Live {
  stream: string;
  /** The number of the last frame, or null once one was missed: the box stays empty until the stream is told anew. */
  i: number | null;
  lines: Line[];
  texts: Texts;
}

export type Texts = { [channel in 'technical' | 'phrasing' | 'stronger' | 'reply']?: string };

/** A snapshot is all that a stream has said so far. */
export function fromSnapshot(frame: Snapshot): Live {
  return { stream: frame.stream_id, i: frame.i, lines: frame.lines, texts: frame.texts };
}

/** The box after this delta. A new stream or a gap clears it; texts of two streams are never joined. */
export function afterDelta(live: Live | null, delta: Delta): Live {
  const same = live?.stream === delta.stream_id ? live : emptied(delta.stream_id, -1);
  if (same.i === null || delta.i !== same.i + 1) return emptied(delta.stream_id, null);
  const next = { ...same, i: delta.i };
  return delta.channel === 'verdict' ? withLine(next, delta.line) : withText(next, delta.channel, delta.text);
}

function emptied(stream: string, i: number | null): Live {
  return { stream, i, lines: [], texts: {} };
}

/** A verdict that is told again replaces the earlier one, in its place. */
function withLine(live: Live, line: Line): Live {
  const place = live.lines.findIndex((one) => one.line === line.line && one.id === line.id);
  return { ...live, lines: place < 0 ? [...live.lines, line] : live.lines.with(place, line) };
}

function withText(live: Live, channel: keyof Texts, text: string): Live {
  return { ...live, texts: { ...live.texts, [channel]: (live.texts[channel] ?? '') + text } };
}
