// Starting an interview from any page: one at a time, with what was refused said in words.
import { roomPath } from '../state/route';
import { http } from '../wire/http';
import type { NewInterview } from '../wire/types.gen';
import { explain, go } from './place.svelte';

export class Rehearsal {
  busy = $state(false);
  refused = $state('');

  async start(wish: NewInterview): Promise<void> {
    this.busy = true;
    this.refused = '';
    try {
      go(roomPath((await http.start(wish)).id));
    } catch (error) {
      this.refused = explain(error);
      this.busy = false;
    }
  }
}
