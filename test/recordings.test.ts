import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { captureOf } from '../src/diagnosis/collect.ts';
import { practiceFolder } from '../src/workbench/practice/recordings.ts';
import { casesFolder, storedRecordings, updateFiles, withTextsOnce } from './support/recording-store.ts';

describe('the recordings of hosts', () => {
  it('hold every long text once', () => {
    const once = withTextsOnce(storedRecordings());
    if (process.env['UPDATE_GOLDENS'] === '1') updateFiles(once);
    const wrong = [...once].filter(([path, text]) => readFileSync(path, 'utf8') !== text).map(([path]) => path);
    expect(
      wrong,
      'these hold a text that another holds, or are not as the writer writes them: UPDATE_GOLDENS=1 npx vitest run test/recordings.test.ts',
    ).toEqual([]);
  });

  it('are no two identical files, and nothing else is stored beside them', () => {
    const stray = readdirSync(casesFolder).filter((name) => !/^[a-z0-9.-]+\.txt$/.test(name));
    const texts = storedRecordings().map(({ path }) => readFileSync(path, 'utf8'));

    expect(stray, `does not belong below ${casesFolder}`).toEqual([]);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('hold nothing that a capture is cleaned and redacted of', () => {
    const dirty = storedRecordings().flatMap(({ path, whole }) =>
      Object.entries(whole.sections).flatMap(([id, section]) =>
        captureOf({ id, ...section }).text === section.text ? [] : [`${path}: ${id}`],
      ),
    );
    expect(dirty).toEqual([]);
  });

  it('of practice hosts take no text from a case, for the product ships without these', () => {
    const practice = new Set(readdirSync(practiceFolder).map((file) => join(practiceFolder, file)));
    const names = new Set(
      storedRecordings()
        .filter(({ path }) => practice.has(path))
        .map(({ name }) => name),
    );
    const taken = storedRecordings()
      .filter(({ name }) => names.has(name))
      .flatMap(({ held }) => Object.values(held.sections));
    expect(taken.filter(({ asOn }) => asOn !== undefined && !names.has(asOn))).toEqual([]);
  });
});
