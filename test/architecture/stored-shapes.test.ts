import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { storedShapes } from '../../src/commands/stored.ts';
import { sha256Of } from '../../src/lib/canonical-json.ts';
import { toJson } from '../../src/lib/json.ts';
import { ChangeOptions } from '../../src/model/change-options.ts';
import { MessageRef } from '../../src/model/face/places.ts';
import { Intent } from '../../src/model/intent.ts';
import { changeVerbs } from '../../src/model/verbs.ts';

const golden = join(import.meta.dirname, 'stored-shapes.json');
const Known = z.record(z.string(), z.object({ version: z.string(), shape: z.string() }));

/** Verbs, and what they take, become more with every change that is added; what was stored before still fits. Only its face reads what refers to a message. */
const growing = new Set<unknown>([ChangeOptions, Intent, MessageRef]);

function digestOf(shape: z.ZodType): string {
  const schema = z.toJSONSchema(shape, {
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const isVerb = jsonSchema.enum?.length === changeVerbs.length && jsonSchema.enum.includes('reload');
      if (!growing.has(zodSchema) && !isVerb) return;
      for (const key of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, key);
    },
  });
  return sha256Of(toJson(JSON.parse(JSON.stringify(schema)))).slice(0, 16);
}

it('keeps every stored shape as it is while its version stays, for records that have it must be read', () => {
  const now = Object.fromEntries(
    storedShapes.map(({ name, version, shape }) => [name, { version, shape: digestOf(shape) }]),
  );
  if (process.env['UPDATE_GOLDENS'] === '1') writeFileSync(golden, `${JSON.stringify(now, undefined, 2)}\n`);
  const known = Known.parse(JSON.parse(readFileSync(golden, 'utf8')));

  const changed = Object.entries(now).filter(
    ([name, { version, shape }]) => known[name]?.version === version && known[name].shape !== shape,
  );
  expect(changed.map(([name]) => `${name} has changed: raise its version, and read the older one too`)).toEqual([]);
  expect(now).toEqual(known);
});
