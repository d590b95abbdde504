// Writes src/wire/schema.json (from Python) and src/wire/types.gen.ts (from that schema). Run it with `npm run generate`.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));
const wire = fileURLToPath(new URL('../src/wire/', import.meta.url));
const ours = `${root}.venv/bin/python`;
const python = process.env.PYTHON ?? (existsSync(ours) ? ours : 'python3');

const printed = execFileSync(python, ['-m', 'server.api.wire'], { cwd: root, encoding: 'utf8' });
writeFileSync(`${wire}schema.json`, printed);

const types = await compile(JSON.parse(printed), 'Wire', {
  additionalProperties: false,
  bannerComment: '// Every type on the wire, generated from schema.json by `npm run generate`; edit the Python instead.',
  format: true,
  style: { singleQuote: true, printWidth: 120 },
  unreachableDefinitions: true,
});
// The document itself is no value that travels, and where a definition was reached is of no use to a reader.
const body = types
  .replace(/export interface Wire \{\n[^}]*\}\n/, '')
  .replace(/\/\*\*\n \* This interface was referenced by `Wire`'s JSON-Schema\n \* via the `definition` "\w+"\.\n \*\/\n/g, '')
  .replace(/ \*\n \* This interface was referenced by `Wire`'s JSON-Schema\n \* via the `definition` "\w+"\.\n/g, '');
writeFileSync(`${wire}types.gen.ts`, body);
