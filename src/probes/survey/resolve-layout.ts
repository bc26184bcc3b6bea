import { hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { defined } from '../../lib/defined.ts';
import type { Layout } from '../../model/layout.ts';
import type { ApacheRoot, Survey } from './facts.ts';
import { type Place, places } from './layouts.ts';
import { isTrusted, serverOf } from './parents.ts';

const absolute = /^\/[\w@%+=:,./-]+$/;

/**
 * Where this host keeps httpd: what the running parent shows, else the distribution's package layout. `unit` is also given when the unit
 * exists but does not own the running Apache, because its state has to be looked at then. Arguments and paths are taken only from a parent
 * that is root's own (or a container's PID 1): any local user may start a program of that name.
 */
export function resolveLayout(survey: Survey, hint: { unit?: string } = {}): Layout {
  const server = serverOf(survey, hint.unit);
  const trusted = server !== undefined && isTrusted(survey, server) ? server : undefined;
  const place = placeOf(survey, trusted?.argv[0]);
  const unit = unitOf(survey, place, server, hint.unit);
  return {
    family: place.family,
    ...defined({ unit, parentPid: server === undefined ? undefined : server.pid }),
    binary: binaryOf(survey, place, trusted),
    control: controlOf(survey, place),
    startArguments: trusted ? startArguments(trusted.argv) : [],
    ...pathsOf(place, trusted),
    runUser: runUserOf(survey, server) ?? place.runUser,
    pidFile: place.pidFile,
    ...(survey.paths.includes(hostHelperPath) ? { hasFactsHelper: true } : {}),
  };
}

function placeOf(survey: Survey, program: string | undefined): Place {
  const running = places.filter((place) => program !== undefined && place.binaries.includes(program));
  const installed = places.filter((place) => place.binaries.some((binary) => survey.paths.includes(binary)));
  for (const candidates of [running, installed, places]) {
    const fitting = candidates.find((place) => place.fits(survey)) ?? candidates[0];
    if (fitting) return fitting;
  }
  return places[0];
}

function binaryOf(survey: Survey, place: Place, server: ApacheRoot | undefined): string {
  const program = server?.argv[0];
  if (program !== undefined && absolute.test(program)) return program;
  return place.binaries.find((path) => survey.paths.includes(path)) ?? place.binaries[0];
}

function controlOf(survey: Survey, place: Place): string {
  const others = place.family === 'debian' ? ['/usr/sbin/apache2ctl'] : [];
  return [place.control, ...others].find((path) => survey.paths.includes(path)) ?? place.control;
}

function unitOf(
  survey: Survey,
  place: Place,
  server: ApacheRoot | undefined,
  hint: string | undefined,
): string | undefined {
  if (hint !== undefined) return hint;
  if (server?.unit !== undefined && survey.systemd) return server.unit;
  if (survey.systemd) return installedUnit(survey, place);
  const script = ['/etc/init.d/', '/usr/local/etc/rc.d/'].some((folder) =>
    survey.paths.includes(`${folder}${place.service}`),
  );
  return script && !survey.container ? place.service : undefined;
}

function installedUnit(survey: Survey, place: Place): string | undefined {
  const folders = ['/etc/systemd/system/', '/usr/lib/systemd/system/', '/lib/systemd/system/'];
  const candidates = [place.unit, 'apache2.service', 'httpd.service'].filter((unit) => unit !== undefined);
  return candidates.find((unit) => folders.some((folder) => survey.paths.includes(`${folder}${unit}`)));
}

/** `-f`, `-d`, `-D`, `-C`, `-c` of a command line, as separate arguments; `-k`, `-X` and the like say how to run, not what. */
function startArguments(argv: readonly string[]): string[] {
  const kept: string[] = [];
  let awaiting: string | undefined;
  for (const word of argv.slice(1)) {
    const flag = word.slice(0, 2);
    if (awaiting !== undefined) {
      if (awaiting !== '-k' && awaiting !== '-e' && awaiting !== '-E') kept.push(awaiting, word);
      awaiting = undefined;
    } else if (/^-[fdDCckeE]$/.test(word)) awaiting = word;
    else if (/^-[fdDCc]$/.test(flag)) kept.push(flag, word.slice(2));
  }
  return kept;
}

function pathsOf(
  place: Place,
  server: ApacheRoot | undefined,
): Pick<Layout, 'configRoot' | 'mainConfig' | 'logDirectory' | 'errorLog' | 'accessLog'> {
  const given = server ? startArguments(server.argv) : [];
  const root = argumentOf(given, '-d');
  const configRoot = root !== undefined && absolute.test(root) ? root.replace(/\/$/, '') : place.configRoot;
  const suffix = place.family === 'debian' ? (/^\/etc\/apache2(-[\w.-]+)$/.exec(configRoot)?.[1] ?? '') : '';
  const logDirectory = `${place.logDirectory}${suffix}`;
  return {
    configRoot,
    mainConfig: mainConfigOf(place, configRoot, argumentOf(given, '-f')),
    logDirectory,
    errorLog: place.errorLog.replace(place.logDirectory, logDirectory),
    accessLog: place.accessLog.replace(place.logDirectory, logDirectory),
  };
}

function argumentOf(given: readonly string[], flag: string): string | undefined {
  const at = given.lastIndexOf(flag);
  return at === -1 ? undefined : given[at + 1];
}

function mainConfigOf(place: Place, configRoot: string, file: string | undefined): string {
  if (file === undefined) return place.mainConfig.replace(place.configRoot, configRoot);
  const path = file.startsWith('/') ? file : `${configRoot}/${file}`;
  return absolute.test(path) ? path : place.mainConfig;
}

function runUserOf(survey: Survey, server: ApacheRoot | undefined): string | undefined {
  const worker = survey.processes.find(({ ppid, uid }) => ppid === server?.pid && uid !== undefined && uid !== 0);
  return worker === undefined ? undefined : survey.userNames[String(worker.uid)];
}
