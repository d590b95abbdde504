// Read by svelte-check; the compiler's own options stand in vite.config.ts.
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default { preprocess: vitePreprocess() };
