// How the pages are built: one entry, one chunk a page, a service worker; the same bytes on every machine.
import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { theme } from './scripts/theme.ts';
import { worker, WORKER } from './scripts/worker.ts';

const at = (path: string) => join(import.meta.dirname, path);

export default defineConfig({
  plugins: [
    svelte({ compilerOptions: { cssHash: ({ css, hash }) => `v-${hash(css)}` } }),
    theme(at('theme.js')),
    worker(at('dist')),
  ],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { index: at('index.html'), sw: at('worker/sw.ts') },
      output: { entryFileNames: ({ name }) => (name === 'sw' ? WORKER : 'assets/[name]-[hash].js') },
    },
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8000', ws: true } } },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
