import type { SafetyCheck } from '../../../model/plan.ts';
import type { DirectivesFacts } from '../../../probes/config/facts.ts';
import type { Mpm } from '../../../probes/memory/mpm-settings.ts';
import type { Limits } from './limits.ts';
import { narrowerLines, type Settings, serverLine } from './server-line.ts';

/** Whether the process slots are enough for a reload under load: the old generation keeps its own until its requests end. */
export function slackCheck(
  mpm: Mpm,
  { ServerLimit, ThreadsPerChild, MaxRequestWorkers }: Limits,
): readonly SafetyCheck[] {
  if (mpm === 'prefork') return [];
  const needed = Math.ceil(MaxRequestWorkers / ThreadsPerChild);
  const passed = ServerLimit >= 2 * needed;
  const slots = `ServerLimit ${ServerLimit} for ${needed} processes (${MaxRequestWorkers} / ${ThreadsPerChild})`;
  const left = ServerLimit - needed;
  const rest = passed
    ? 'two generations fit'
    : `${left === 0 ? 'none is left' : `${left} left`} for an old generation that still finishes, so a reload under load starts the new one only partly (AH03490); ${2 * needed} would fit two`;
  return [{ name: 'Slots for two generations', passed, detail: `${slots}: ${rest}` }];
}

/** What httpd makes of spare and start values that do not go with the limits: it uses others, and says nothing. */
export function spareChecks(
  config: DirectivesFacts,
  mpm: Mpm,
  limits: Limits,
  settings: Settings,
): readonly SafetyCheck[] {
  const value = (name: string, fallback: number): number => {
    const text = settings[name] ?? serverLine(config, name)?.args[0] ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : fallback;
  };
  return mpm === 'prefork' ? preforkSpare(value, settings) : threadedSpare(value, limits, settings);
}

type ValueOf = (name: string, fallback: number) => number;

function preforkSpare(value: ValueOf, settings: Settings): readonly SafetyCheck[] {
  if (settings['MinSpareServers'] === undefined && settings['MaxSpareServers'] === undefined) return [];
  const [least, most] = [value('MinSpareServers', 5), value('MaxSpareServers', 10)];
  if (most > least) return [];
  return [adjusted(`MaxSpareServers ${most} is not above MinSpareServers ${least}: httpd uses ${least + 1}`)];
}

/** Built-in values: MinSpareThreads 75, MaxSpareThreads 250, StartServers 3 (mpm_default.h). */
function threadedSpare(value: ValueOf, limits: Limits, settings: Settings): readonly SafetyCheck[] {
  const { ThreadsPerChild: threads, MaxRequestWorkers: workers } = limits;
  const checks: SafetyCheck[] = [];
  const [least, most, start] = [value('MinSpareThreads', 75), value('MaxSpareThreads', 250), value('StartServers', 3)];
  const touched = ['MinSpareThreads', 'MaxSpareThreads', 'ThreadsPerChild'].some(
    (name) => settings[name] !== undefined,
  );
  if (touched && most < least + threads + 1)
    checks.push(
      adjusted(
        `MaxSpareThreads ${most} is below MinSpareThreads ${least} + ThreadsPerChild ${threads} + 1: httpd uses ${least + threads + 1}`,
      ),
    );
  const processes = Math.floor(workers / threads);
  if (settings['StartServers'] !== undefined && start > processes)
    checks.push(
      adjusted(`StartServers ${start} is more than the ${processes} processes there can be: that many start`),
    );
  return checks;
}

function adjusted(detail: string): SafetyCheck {
  return { name: 'Used otherwise than written', passed: false, detail };
}

/** Where a value that is set for the whole server does not count, because a virtual host or a directory has its own. */
export function narrowerChecks(config: DirectivesFacts, names: readonly string[]): readonly SafetyCheck[] {
  return names.flatMap((name): SafetyCheck[] => {
    const lines = narrowerLines(config, name);
    const [first] = lines;
    if (first === undefined) return [];
    const where = first.sections.at(-1) ?? `VirtualHost ${first.vhost ?? ''}`;
    const more = lines.length > 1 ? ` and ${lines.length - 1} more` : '';
    return [
      {
        name: `${name} elsewhere`,
        passed: false,
        detail: `“${first.text.slice(0, 80)}” in <${where}> (${first.file}:${first.line})${more} keeps counting there`,
      },
    ];
  });
}
