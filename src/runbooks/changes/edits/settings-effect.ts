import type { Baseline, Look } from '../../../model/change-runbook.ts';
import type { Plan } from '../../../model/plan.ts';
import { directives } from '../../../probes/config/probe.ts';
import { isApacheHolder } from '../../../probes/workers/capacity.ts';
import type { Point } from '../server/points.ts';
import { factsOf, serverSources } from '../server/server.ts';
import { type Effect, unadjustedPoint } from './edit-verify.ts';
import type { SettingsOptions } from './read-settings.ts';
import { isSet, type Settings, serverLine } from './server-line.ts';

/** Values of directives: on disk as wanted, taken without a word by httpd, and as many workers as wanted. */
export const settingsEffect: Effect<SettingsOptions> = {
  onDisk: (plan, look) => onDiskPoints(settingsIn(plan), look),
  running: (plan, look, baseline) => {
    const settings = settingsIn(plan);
    return [unadjustedPoint(baseline, look), ...slotPoints(settings, look, baseline), ...backlogPoints(settings, look)];
  },
};

/** The directives and values that a plan writes, from the very words that were approved. */
export function settingsIn({ steps }: Pick<Plan, 'steps'>): Settings {
  const words = steps.flatMap(({ command }) => (command.argv[1] === 'apply' ? command.argv.slice(4) : []));
  return Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value] = /^(?:(?:set|add):\/.*:\d+|own):([A-Za-z]+)=(.*)$/.exec(word) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value.replaceAll('%20', ' ')]];
    }),
  );
}

function onDiskPoints(settings: Settings, look: Look): readonly Point[] {
  const config = factsOf(look, directives);
  const wanted = Object.entries(settings);
  if (wanted.length === 0) return [];
  if (config === undefined)
    return [{ name: 'Directives on disk', passed: false, detail: 'the configuration could not be read' }];
  return wanted.map(([name, value]): Point => {
    const line = serverLine(config, name);
    const passed = isSet(config, name, value);
    const place =
      line === undefined ? 'not seen in the configuration' : `${line.text.slice(0, 120)} (${line.file}:${line.line})`;
    return {
      name: `${name} on disk`,
      passed,
      fatal: true,
      detail: passed ? place : `wanted ${value}; the last line says: ${place}`,
    };
  });
}

/** The scoreboard has a slot for each worker there may be (and some that old processes still hold). */
function slotPoints(settings: Settings, look: Look, { generation }: Baseline): readonly Point[] {
  const wanted = settings['MaxRequestWorkers'];
  if (wanted === undefined) return [];
  const name = 'Workers in effect';
  const slots = factsOf(look, serverSources.statusPage)?.scoreboard?.slots;
  if (slots === undefined)
    return generation === null
      ? [{ name, passed: true, detail: 'the status page told nothing before either; the log lines decide' }]
      : [{ name, passed: false, detail: 'the status page did not answer' }];
  if (slots < Number(wanted))
    return [{ name, passed: false, fatal: true, detail: `the scoreboard has ${slots} slots; ${wanted} were wanted` }];
  const old = slots > Number(wanted) ? `, ${slots - Number(wanted)} of them held by processes of before` : '';
  return [{ name, passed: true, detail: `the scoreboard has ${slots} slots${old}` }];
}

/** The kernel cuts it to net.core.somaxconn. */
function backlogPoints(settings: Settings, look: Look): readonly Point[] {
  const wanted = settings['ListenBackLog'];
  if (wanted === undefined) return [];
  const name = 'Backlog in effect';
  const sockets = (factsOf(look, serverSources.listeners)?.listeners ?? []).filter(({ holders }) =>
    holders.some(isApacheHolder),
  );
  const [first] = sockets;
  if (first?.backlog === undefined) return [{ name, passed: false, detail: 'the sockets’ backlog could not be seen' }];
  const least = Math.min(...sockets.map(({ backlog }) => backlog ?? 0));
  const cut = least < Number(wanted) ? `; wanted ${wanted}, which the kernel cuts to net.core.somaxconn` : '';
  return [{ name, passed: true, detail: `${least} on ${first.address}:${first.port}${cut}` }];
}
