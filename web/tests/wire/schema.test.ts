// The generated types: every tag that tells members of a union apart is there.
import { expect, it } from 'vitest';
import schema from '../../src/wire/schema.json';

type Definition = { properties?: Record<string, { const?: unknown }>; required?: string[] };
const definitions = Object.entries(schema.$defs as Record<string, Definition>);

it.each(definitions)('%s requires its tags', (_name, definition) => {
  for (const [name, field] of Object.entries(definition.properties ?? {})) {
    if (field.const !== undefined) expect(definition.required).toContain(name);
  }
});
