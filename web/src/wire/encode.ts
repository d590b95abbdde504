// Encode: a frame as the text that is sent.
import type { ClientFrame } from './types.gen';

/** Half a surrogate pair, as a broken paste can hold, is no text: the server would refuse the frame, again and again. */
export const encode = (frame: ClientFrame): string =>
  JSON.stringify(frame, (_, value: unknown) =>
    typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\uFFFD') : value,
  );
