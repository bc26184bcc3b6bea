import type { EnvironmentFacts } from '../../probes/config/environment.ts';
import type { ConfigtestFacts, DirectivesFacts } from '../../probes/config/facts.ts';
import type { ProcessFacts } from '../../probes/processes/facts.ts';
import type { Hazard } from './hazard.ts';

interface VariableFacts {
  readonly directives?: DirectivesFacts | undefined;
  readonly environment?: EnvironmentFacts | undefined;
  readonly processes?: ProcessFacts | undefined;
  readonly configtest?: ConfigtestFacts | undefined;
}

interface Use {
  readonly name: string;
  readonly directive: string;
  readonly file: string;
  readonly line: number;
  readonly text?: string;
}

/** What Debian's envvars has always set: a parent that runs has them. */
const ofPackage: ReadonlySet<string> = new Set([
  'APACHE_RUN_DIR',
  'APACHE_PID_FILE',
  'APACHE_RUN_USER',
  'APACHE_RUN_GROUP',
  'APACHE_LOG_DIR',
  'APACHE_LOCK_DIR',
  'APACHE_CONFDIR',
]);

/** Directives that end the reading of the configuration when they are given `${NAME}` itself. */
const needsValue =
  /^(?:listen|include|loadmodule|loadfile|user|group|pidfile|scoreboardfile|mutex|defaultruntimedir|serverroot|sslcertificate(?:key|chain)?file|(?:server|thread)limit|threadsperchild|startservers|(?:min|max)spare(?:servers|threads)|maxrequestworkers|maxclients|maxconnectionsperchild|maxrequestsperchild|timeout|keepalivetimeout|coredumpdirectory)$/;

/** Of these a value without a folder of that name is refused (AH02291, AH02297); a bare name is taken for a file. */
const opensLog = /^(?:error|custom|transfer|global)log$/;

/**
 * Variables that the running server does not have although the syntax check does: a reload reads the new files with the old environment (AH00111).
 * Files that were found without httpd naming them may not be this server's at all, so nothing is held against them.
 */
export function variableHazards(facts: VariableFacts): Hazard[] {
  const names = namesOfServer(facts);
  if (names === undefined || facts.directives === undefined || facts.directives.from === 'files') return [];
  const unknown = undefinedNames(facts.directives, names, namedByCheck(facts.configtest));
  const hazards = new Map<string, Hazard>();
  for (const use of usesOf(facts.directives)) {
    if (!unknown.has(use.name)) continue;
    const blocks = isFatal(use);
    if (hazards.get(use.name)?.blocks === true || (hazards.has(use.name) && !blocks)) continue;
    hazards.set(use.name, {
      id: 'variable-undefined',
      why: `the running server's environment does not have ${use.name}, which ${use.directive} uses (${use.file}:${use.line}): a reload keeps that environment and ${blocks ? 'cannot take the line' : 'takes the name itself for the value'} (AH00111); only a full restart brings it`,
      blocks,
      evidence: [evidenceOf(use)],
    });
  }
  return [...hazards.values()];
}

/** Variables whose definition only the server's environment can tell, other than those of the package; empty when all are `Define`d. */
export function foreignVariables(directives: DirectivesFacts): readonly string[] {
  const defined = definedNames(directives);
  const names = usesOf(directives).map(({ name }) => name);
  return [...new Set(names)].filter((name) => !ofPackage.has(name) && !defined.has(name));
}

function namesOfServer({ environment, processes }: VariableFacts): ReadonlySet<string> | undefined {
  if (environment === undefined) return undefined;
  const server = processes?.parents.find(({ role }) => role === 'server')?.pid;
  const [only, ...others] = environment.servers;
  const found =
    environment.servers.find(({ pid }) => pid === server) ??
    (server === undefined && others.length === 0 ? only : undefined);
  return found === undefined ? undefined : new Set(found.names);
}

/** Those that the syntax check itself misses are no news to it: what they do to a reload, it has seen. */
function namedByCheck(configtest: ConfigtestFacts | undefined): ReadonlySet<string> {
  const names = (configtest?.entries ?? []).map(
    ({ message }) => /^Config variable \$\{(\w{1,100})\} is not defined/.exec(message)?.[1],
  );
  return new Set(names.filter((name) => name !== undefined));
}

function definedNames({ directives }: DirectivesFacts): ReadonlySet<string> {
  return new Set(directives.flatMap(({ name, args }) => (name === 'define' && args[0] !== undefined ? [args[0]] : [])));
}

/** Names without a value, and those that are defined by means of one. */
function undefinedNames(
  directives: DirectivesFacts,
  environment: ReadonlySet<string>,
  checked: ReadonlySet<string>,
): ReadonlySet<string> {
  const defined = definedNames(directives);
  const lacking = (name: string): boolean => !environment.has(name) && !defined.has(name) && !checked.has(name);
  const unknown = new Set(usesOf(directives).flatMap(({ name }) => (lacking(name) ? [name] : [])));
  for (const { name, args } of directives.directives) {
    const [word, ...value] = args;
    if (name === 'define' && word !== undefined && namesIn(value.join(' ')).some((one) => unknown.has(one)))
      unknown.add(word);
  }
  return unknown;
}

function usesOf({ directives, variables = [] }: DirectivesFacts): readonly Use[] {
  return [
    ...directives.flatMap(({ name, text, file, line }) =>
      namesIn(text).map((one): Use => ({ name: one, directive: nameIn(text) ?? name, file, line, text })),
    ),
    ...variables.flatMap(({ directive, names, file, line }) =>
      names.map((name): Use => ({ name, directive, file, line })),
    ),
  ];
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\$\{([A-Za-z_]\w{0,99})\}/g)].map(([, name = '']) => name);
}

function nameIn(text: string): string | undefined {
  return /^\S{1,60}/.exec(text)?.[0];
}

function isFatal({ directive, text = '' }: Use): boolean {
  const name = directive.toLowerCase();
  if (opensLog.test(name)) return /\$\{\w{1,100}\}\S*\//.test(text) || /\/\S*\$\{\w{1,100}\}\S*\//.test(text);
  return needsValue.test(name);
}

function evidenceOf({ name, text, directive }: Use): Hazard['evidence'][number] {
  if (text !== undefined) return { kind: 'quote', source: 'directives', text };
  return {
    kind: 'measure',
    source: 'environment',
    name: `${name}, used by ${directive}`,
    value: 0,
    unit: 'definitions',
  };
}
