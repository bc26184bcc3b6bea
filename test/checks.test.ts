import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../src/model/finding.ts';
import type { Capture } from '../src/model/source.ts';
import { type CaseFolder, caseFolders, judgeCase } from './support/case-folder.ts';

const update = process.env['UPDATE_GOLDENS'] === '1';

function compareWithGolden(path: string, value: unknown): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (update) writeFileSync(path, text);
  expect(existsSync(path), `${path} is missing: run with UPDATE_GOLDENS=1 and review it`).toBe(true);
  expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(path, 'utf8')));
}

function essence({ id, severity, certainty, summary, facts, evidence, at }: Finding): unknown {
  const proof = evidence.map((one) => (one.kind === 'quote' ? one.text : `${one.name} ${one.value} ${one.unit}`));
  return { id, severity, certainty, summary, facts, evidence: proof, ...(at === undefined ? {} : { at }) };
}

function unquoted(findings: readonly Finding[], captures: readonly Capture[]): readonly string[] {
  return findings.flatMap((finding) =>
    finding.evidence.flatMap((one) =>
      one.kind === 'quote' && !captures.some((capture) => capture.text.includes(one.text))
        ? [`${finding.id}: ${one.text}`]
        : [],
    ),
  );
}

const folders = caseFolders();

describe('captured cases', () => {
  it.each(folders.map((folder): [string, CaseFolder] => [folder.name, folder]))(
    '%s gives its golden facts and findings',
    (_name, folder) => {
      const { outcomes, findings, broken } = judgeCase(folder.captures, folder.context);

      expect(broken).toEqual([]);
      expect(unquoted(findings, folder.captures)).toEqual([]);
      compareWithGolden(join(folder.path, 'facts.json'), Object.fromEntries(outcomes));
      compareWithGolden(
        join(folder.path, 'findings.json'),
        [...findings].sort((a, b) => a.id.localeCompare(b.id)).map(essence),
      );
    },
  );

  it('says where every case comes from', () => {
    for (const folder of folders) expect(readFileSync(join(folder.path, 'capture.json'), 'utf8')).toContain('"origin"');
  });
});
