// Tells the service worker what belongs to the pages: every file of the build, and a version that is their hash.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export const WORKER = 'sw.js';

/** Runs once all is written, as the hash is over the very bytes that are served. */
export function worker(folder: string): Plugin {
  return {
    name: 'viva-worker',
    apply: 'build',
    closeBundle() {
      const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      const files = all.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
      const pages = files.filter((file) => file !== WORKER);
      const hash = createHash('sha256');
      for (const file of [...pages, WORKER]) hash.update(file).update(readFileSync(join(folder, file)));
      const needed = pages.filter((file) => !/^icon-|webmanifest$/.test(file)); // those the system keeps itself
      const addresses = needed.map((file) => (file === 'index.html' ? '/' : `/${file}`));
      const known = `const VERSION=${JSON.stringify(hash.digest('hex').slice(0, 12))},FILES=${JSON.stringify(addresses)};\n`;
      writeFileSync(join(folder, WORKER), known + readFileSync(join(folder, WORKER), 'utf8'));
    },
  };
}
