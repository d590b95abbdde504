// Starting an interview from any page: one at a time, with what was refused said in words.
import { roomPath } from '../state/route';
import { http, HttpError } from '../wire/http';
import type { NewInterview } from '../wire/types.gen';
import { explain, go } from './place.svelte';

const AWAY = 'A new interview cannot start while Viva is out of reach. Check that it is running and that you are online.';

export class Rehearsal {
  busy = $state(false);
  refused = $state('');

  async start(wish: NewInterview): Promise<void> {
    this.busy = true;
    this.refused = '';
    try {
      go(roomPath((await http.start(wish)).id));
    } catch (error) {
      const away = error instanceof HttpError && error.code === 'unreachable';
      this.refused = away ? AWAY : explain(error);
      this.busy = false;
    }
  }
}
