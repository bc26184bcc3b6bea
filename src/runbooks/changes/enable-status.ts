import type { Look } from '../../model/change-runbook.ts';
import { modules } from '../../probes/config/probe.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';
import { defineChange, type NoOptions, nothing, type RequestOf } from '../define-change.ts';
import { editRunbook, type Proposal } from './edits/edit-plan.ts';
import type { Effect } from './edits/edit-verify.ts';
import { wholeConfiguration } from './edits/server-line.ts';
import type { Point } from './server/points.ts';
import { because } from './server/refusal.ts';
import { factsOf, serverSources } from './server/server.ts';

const effect: Effect<NoOptions> = {
  onDisk: (_plan, look) => [loadedPoint(look)],
  running: (_plan, look) => [answersPoint(look)],
};

/** The status page for localhost, from which most is known about a server under load. */
export const enableStatus = defineChange({
  verb: 'enable-status',
  place: 110,
  summary: 'Plans a status page that only the host itself may read.',
  examples: ['enable-status web-03'],
  looksAt: 'the modules, the status page and the directives on disk, and everything that a reload needs',
  alsoTried: ['server-status', 'mod_status', 'statuspage', 'extendedstatus', 'a2enmod', 'enable'],
  title: 'Status page on {host}',
  button: 'Plan the status page',
  takes: nothing,
  tiers: ['reversible'],
  rights: { unit: ['reload'], edit: { kind: 'status-page', sample: 'status-page' } },
  takenBackBy: 'files put back, then reload',
  proof: ['config-changes', 'every-edit', 'edits'],
  ...editRunbook({
    verb: 'enable-status',
    probes: [modules],
    propose: proposeStatus,
    effect,
  }),
});

function proposeStatus({ look }: Omit<RequestOf<NoOptions>, 'previewed'>): Proposal {
  const config = wholeConfiguration(look);
  if ('why' in config) return { reasons: [config] };
  const page = factsOf(look, serverSources.statusPage);
  const loaded = factsOf(look, modules)?.modules;
  if (page === undefined || loaded === undefined)
    return { reasons: [because('Whether the status page is there could not be seen.')] };
  if (page.page) return { reasons: [because(`The status page answers already: ${page.url ?? 'at its usual place'}.`)] };
  const hasModule = loaded.some(({ name }) => name === 'status_module');
  const location = config.directives.find(
    ({ name, args }) => name === 'sethandler' && args[0]?.toLowerCase() === 'server-status',
  );
  if (hasModule && location !== undefined)
    return {
      reasons: [
        {
          why: `The status page is configured (${location.file}:${location.line}), and ${page.url ?? 'it'} ${silence(page)}. Enabling it again would not change that.`,
          evidence: page.answerLine === undefined ? [] : [page.answerLine],
        },
      ],
    };
  return {
    edits: [{ edit: 'status-page' }],
    uptake: 'reload',
    title: 'Enable the status page for localhost',
    impact: [
      'The page shows addresses and URLs of running requests to whoever asks from this host itself (Require local). Behind a proxy on this very host every client looks local: then bar /server-status there.',
    ],
    checks: [
      { name: 'mod_status', passed: hasModule, detail: hasModule ? 'loaded' : 'not loaded; the edit loads it' },
      {
        name: 'Location',
        passed: location !== undefined,
        detail:
          location === undefined
            ? 'no SetHandler server-status in the configuration'
            : `${location.file}:${location.line}`,
      },
    ],
  };
}

function silence({ answered, refused, http }: StatusPage): string {
  if (answered)
    return `answers with HTTP ${http ?? 'of an unknown status'}, so something forbids it or takes the request`;
  if (refused) return 'refuses the connection';
  return 'gave no answer to HTTP in time, as when no worker is free, or when that port speaks something else';
}

function loadedPoint(look: Look): Point {
  const name = 'mod_status loaded';
  const loaded = factsOf(look, modules)?.modules;
  if (loaded === undefined) return { name, passed: false, detail: 'the modules could not be seen' };
  const passed = loaded.some((one) => one.name === 'status_module');
  return { name, passed, fatal: true, detail: passed ? 'by httpd -M' : 'not in the list of httpd -M' };
}

function answersPoint(look: Look): Point {
  const name = 'Status page';
  const page = factsOf(look, serverSources.statusPage);
  if (page?.page === true) return { name, passed: true, detail: page.url ?? 'answers' };
  if (page?.answered === true)
    return { name, passed: false, fatal: true, detail: `HTTP ${page.http ?? 'status unknown'} instead of the page` };
  return { name, passed: false, detail: 'did not answer' };
}
