// The laws of the house: who may import whom, how long a file may be, and what the browser's policy forbids.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../src');
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(ts|svelte)$/.test(name));
const MAY_IMPORT: Record<string, string[]> = {
  pages: ['pages', 'parts', 'state', 'wire'],
  parts: ['parts', 'state', 'wire'],
  state: ['state', 'wire'],
  wire: ['wire'],
};
const read = (file: string) => readFileSync(join(SRC, file), 'utf8');
const layer = (file: string) => file.split('/')[0] ?? '';
const imports = (file: string) =>
  [...read(file).matchAll(/(import|export)\s+(type\s)?[^'"`;]*?from\s+'(\.[^']+)'/g)].map(([, , type, path]) => ({
    type: Boolean(type),
    to: relative(SRC, join(SRC, file, '..', path ?? '')),
  }));

describe.each(FILES.filter((file) => file.includes('/')))('%s', (file) => {
  it('imports only what lies at or below its layer', () => {
    for (const { to } of imports(file)) expect(MAY_IMPORT[layer(file)], `${file} > ${to}`).toContain(layer(to));
  });

  if (layer(file) === 'parts') {
    it('takes nothing but types and addresses from the wire', () => {
      const running = imports(file).filter(({ type, to }) => !type && layer(to) === 'wire' && to !== 'wire/http');
      expect(running).toEqual([]);
      expect(read(file)).not.toMatch(/\bhttp\.\w+\(|fetch\(|WebSocket/);
    });
  }

  if (['state', 'wire'].includes(layer(file))) {
    it('knows nothing of the page', () => {
      expect(read(file)).not.toMatch(/\b(document|window|localStorage)\b[.[]/);
    });
  }

  it('is short, and says first what lives there', () => {
    const lines = read(file).split('\n');
    expect(lines[0]).toMatch(/^(\/\/|<!--) .+/);
    if (!file.endsWith('.gen.ts')) expect(lines.length).toBeLessThanOrEqual(file.endsWith('.svelte') ? 171 : 215);
  });

  if (file.endsWith('.svelte')) {
    it('has no style attribute, which the content security policy forbids', () => {
      expect(read(file)).not.toMatch(/\sstyle(:[\w-]+)?=/);
    });
  }
});
