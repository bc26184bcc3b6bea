import { describe, expect, it } from 'vitest';
import { readVerbs } from '../model/verbs.ts';
import { rules } from '../rules/index.ts';
import { findingsOf } from './investigation.ts';

describe('the subject of a verb', () => {
  it.each(rules.map(({ id }) => id))('holds %s under one verb at least that is not about everything', (id) => {
    expect(readVerbs.filter((verb) => findingsOf(verb)?.has(id))).not.toEqual([]);
  });
});
