// Saving a file: fetched by the page and not left to the browser, which keeps to itself why one did not come.
import { http, type TranscriptFormat } from '../wire/http';
import { explain } from './place.svelte';

const TAKEN_BY_THEN_MS = 60_000; // a browser may ask where to save before it reads

/** Saves a report under this name; what went wrong as a sentence, or '' where nothing did. */
export async function saveTranscript(id: string, format: TranscriptFormat, name: string): Promise<string> {
  try {
    hand(await http.transcript(id, format), name);
    return '';
  } catch (error) {
    return explain(error);
  }
}

function hand(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN_BY_THEN_MS);
}
