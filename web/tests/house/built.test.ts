// The built pages: whatever a page loads is named after its content, so that an old copy never passes for a new one.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const DIST = join(import.meta.dirname, '../../dist');
const page = readFileSync(join(DIST, 'index.html'), 'utf8');
const scripts = [...page.matchAll(/<script[^>]+src="([^"]+)"/g)].map(([, address = '']) => address);

it('loads only scripts and styles whose names change with their content', () => {
  const styles = [...page.matchAll(/<link rel="stylesheet"[^>]+href="([^"]+)"/g)].map(([, address = '']) => address);
  expect([...scripts, ...styles].length).toBeGreaterThanOrEqual(3);
  for (const address of [...scripts, ...styles]) expect(address).toMatch(/^\/assets\/\w+-[\w-]{8}\.(js|css)$/);
  expect(readdirSync(DIST).filter((name) => /\.(js|css)$/.test(name))).toEqual(['sw.js']);
});

it('sets the theme by a plain script before all others', () => {
  const theme = readFileSync(join(DIST, scripts[0] ?? ''));
  expect(scripts[0]).toBe(`/assets/theme-${createHash('sha256').update(theme).digest('hex').slice(0, 8)}.js`);
  expect(page.match(/<script[^>]*>/)?.[0]).not.toMatch(/module|defer|async/);
});
