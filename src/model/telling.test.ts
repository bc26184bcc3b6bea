import { describe, expect, it } from 'vitest';
import { finding, healthyReport, sickReport } from '../slack/render/golden/samples.ts';
import type { Report, Unseen } from './report.ts';
import {
  canWait,
  hygieneText,
  symptomsTold,
  symptomText,
  titlesOf,
  unseenGroups,
  usersGet,
  worthKnowing,
} from './telling.ts';

const since = '2026-11-21T10:17:40+00:00';
const down = { url: 'http://a/', state: 'bad', words: 'answers 500', since } as const;
const failing = finding({ id: 'site-failing', kind: 'symptom', summary: 'http://a/ answers 500.' });

function report(given: Partial<Report>): Report {
  return { ...sickReport, ...given };
}

describe('what is told of the sites', () => {
  const impact = { state: 'down', words: 'http://a/ answers 500', since, sites: [down] } as const;

  it('is nothing where the first line has said it', () => {
    expect(usersGet(report({ impact, cases: [{ root: failing, symptoms: [] }] }))).toEqual([]);
  });

  it('is one line where the first line names the cause, and then the finding of the site says nothing new', () => {
    const one = { root: finding(), symptoms: [failing, finding({ id: 'unit-failed-oom' })] };
    const told = report({ impact, cases: [one] });
    expect(usersGet(told)).toEqual([{ state: 'bad', text: 'http://a/ answers 500' }]);
    expect(symptomsTold(one, told).map(({ id }) => id)).toEqual(['unit-failed-oom']);
  });

  it('is one line for all that do the same, the worst first', () => {
    const good = ['b', 'c', 'd', 'e', 'f'].map((name) => ({
      url: `http://${name}/`,
      state: 'good' as const,
      words: 'answers 200',
    }));
    const lines = usersGet(report({ impact: { ...impact, state: 'degraded', sites: [...good, down] } }));
    expect(lines.map(({ text }) => text)).toEqual([
      'http://a/ answers 500',
      'http://b/, http://c/, http://d/, http://e/ and 1 more: each answers 200',
    ]);
  });
});

describe('what everybody’s requests got', () => {
  const good = { url: 'http://a/', state: 'good', words: 'answers 200' } as const;
  const impact = { state: 'degraded', words: '30 of the last 100 requests were answered 5xx', sites: [good] } as const;

  it('is told where every site answers well and no finding counts them', () => {
    expect(usersGet(report({ impact })).map(({ text }) => text)).toEqual([impact.words, 'http://a/ answers 200']);
    const rate = finding({ id: 'error-rate-high', summary: '30 of the last 100 requests (30 %) got a server error.' });
    const counted = report({ impact, cases: [{ root: finding(), symptoms: [rate] }] });
    expect(usersGet(counted).map(({ text }) => text)).toEqual(['http://a/ answers 200']);
  });
});

describe('what stands behind the cause', () => {
  it('is short for a warning beside something critical', () => {
    expect(sickReport.cases.map((one) => canWait(one, sickReport))).toEqual([false, true]);
  });

  it('leaves settings that could be better to a calm report, or to a question about them', () => {
    const notices = [
      finding({ id: 'version-disclosure', kind: 'hygiene', severity: 'notice', summary: 'The version is shown.' }),
    ];
    expect(worthKnowing(report({ notices }))).toEqual([]);
    expect(hygieneText(report({ notices }))).toBeUndefined();
    expect(hygieneText({ ...healthyReport, notices })).toBe('The version is shown.');
    expect(worthKnowing({ ...healthyReport, notices, also: [] })).toEqual(notices);
  });

  it('leaves out an event that a case rests on', () => {
    const root = finding({ id: 'stopped' });
    const told = report({
      cases: [{ root, symptoms: [] }],
      notices: [finding({ id: 'graceful-stop', kind: 'event' })],
    });
    expect(worthKnowing(told)).toEqual([]);
    expect(worthKnowing({ ...told, cases: [] }).map(({ id }) => id)).toEqual(['graceful-stop']);
  });

  it('tells a restart once, and what happened last first', () => {
    const event = (id: 'restarted' | 'start-ok' | 'graceful-stop', at: string) =>
      finding({
        id,
        kind: 'event',
        at,
        evidence: [{ kind: 'quote', source: 'error-log', text: id }],
        explains: id === 'restarted' ? ['start-ok', 'graceful-stop'] : [],
      });
    const changed = finding({ id: 'recent-config-change', at: '2026-11-21T10:20:00+00:00', explains: [] });
    const notices = [
      event('start-ok', since),
      event('graceful-stop', since),
      event('restarted', since),
      changed,
      finding({ id: 'evidence-missing', explains: [] }),
    ];
    expect(worthKnowing(report({ notices })).map(({ id }) => id)).toEqual(['recent-config-change', 'restarted']);
  });
});

describe('what follows from a cause', () => {
  it('does not give its reason again', () => {
    const root = finding({ summary: 'The configuration has an error in a.conf:1: KeepAlive must be On or Off.' });
    const refused = finding({ summary: 'A reload was refused: KeepAlive must be On or Off; the server runs on.' });
    expect(symptomText(refused, root)).toBe('A reload was refused: …; the server runs on.');
    expect(symptomText(refused, finding({ summary: 'It ended: at 10:17.' }))).toBe(refused.summary);
  });

  it('does not repeat a message that proves the cause', () => {
    const quote = { kind: 'quote', source: 'error-log', text: '[cgid:error] End of script output: a.cgi' } as const;
    const rate = finding({ summary: '5 of 9 failed; the error log says most often: End of script output: a.cgi.' });
    expect(symptomText(rate, finding({ evidence: [quote] }))).toBe('5 of 9 failed.');
    expect(symptomText(rate, finding())).toBe(rate.summary);
  });
});

describe('what could not be seen', () => {
  const [first] = sickReport.unseen;
  const unseen = (given: Partial<Unseen>): readonly Unseen[] => (first === undefined ? [] : [{ ...first, ...given }]);

  it('is one group for all that the account may not do, with one answer', () => {
    const groups = unseenGroups(
      report({ unseen: [...unseen({ title: 'A', detail: 'x' }), ...unseen({ title: 'B', detail: 'y' })] }),
    );
    expect(groups).toMatchObject([
      { sources: [{ title: 'A' }, { title: 'B' }], wants: expect.stringContaining('kit web-03') },
    ]);
  });

  it('is named up to a dozen', () => {
    const [group] = unseenGroups(report({ unseen: Array.from({ length: 14 }, () => unseen({ title: 'A' })).flat() }));
    expect(group === undefined ? '' : titlesOf(group)).toMatch(/^A, (?:A, )+A and 2 more$/);
  });

  it('is one group for what one reason keeps from several, and one each otherwise', () => {
    const failed = (detail: string, wants: string) => unseen({ reason: 'failed', detail, wants });
    const groups = unseenGroups(
      report({ unseen: [...failed('no port', 'curl'), ...failed('no port', 'ss'), ...failed('else', 'x')] }),
    );
    expect(groups.map(({ sources, wants }) => [sources.length, wants])).toEqual([
      [2, undefined],
      [1, 'x'],
    ]);
  });
});
