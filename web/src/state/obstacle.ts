// What stands in the way of an interview: why nothing could be asked and what to change, as far as the pages can tell.
import type { Known, ProgressReport, TrackOut } from '../wire/types.gen';
import { met } from './progress';
import type { Wish } from './wish';
import { LEVELS } from './words';

/** The sentences for the person; null where there is something to ask, or where only the server knows. */
export function obstacle(wish: Wish, tracks: TrackOut[], progress: ProgressReport | null): string | null {
  const track = tracks.find(({ id }) => id === wish.track);
  if (!track) return null;
  return inTrack(track, tracks.length > 1) ?? inChoice(wish, track) ?? inSource(wish, track, progress);
}

function inTrack({ name, questions }: TrackOut, others: boolean): string | null {
  if (questions > 0) return null;
  return `${name} has no question yet. ${others ? 'Choose another track.' : 'Write its first one, then start Viva again.'}`;
}

function inChoice({ level, topics }: Wish, track: TrackOut): string | null {
  if (level && !track.levels[level]) {
    return `${track.name} has no question of ${LEVELS[level].toLowerCase()} level. Choose another level, or any.`;
  }
  const branches = track.topics.flatMap((topic) => topic.subtopics.map((sub) => ({ place: `${topic.id}/${sub.id}`, ...sub })));
  if (branches.some(({ place, questions }) => questions > 0 && chosen(place, topics))) return null;
  return 'What is ticked has no question yet. Tick another topic, or ask from every topic.';
}

function inSource({ source, topics }: Wish, track: TrackOut, progress: ProgressReport | null): string | null {
  const where = topics.length > 0 ? ' in what is ticked' : '';
  const instead = `${where ? 'Tick other topics, or choose' : 'Choose'} “Everything”.`;
  if (source === 'essentials' && track.essentials === 0) return `${track.name} has no essentials. Choose “Everything”.`;
  if (!progress || progress.track !== track.id) return null;
  if (source === 'due' && !progress.due.some(({ question_id }) => chosen(question_id, topics))) {
    return `Nothing is due today${where}. ${instead}`;
  }
  if (source === 'weakest' && !anyWeak(progress, topics)) return `Nothing has turned out weak${where} so far. ${instead}`;
  return null;
}

/** Whether a path, of a subtopic or a question, lies in what is ticked; all do where nothing is. */
function chosen(path: string, topics: string[]): boolean {
  return topics.length === 0 || topics.some((place) => `${path}/`.startsWith(`${place}/`));
}

function anyWeak({ topics }: ProgressReport, ticked: string[]): boolean {
  const weak = (known: Known) => met(known) > known.solid;
  return topics.some((topic) => topic.subtopics.some((sub) => chosen(`${topic.id}/${sub.id}`, ticked) && weak(sub.known)));
}
