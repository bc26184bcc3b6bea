import type { Layout } from '../../../model/layout.ts';
import type { ChangeVerb } from '../../../model/verbs.ts';
import { isApacheUnit } from '../../../probes/survey/parents.ts';
import { reloadCommand, type UnitVerb, unitCommand } from '../server/unit-command.ts';
import { editorPath } from './editor.ts';

/**
 * One thing that the bot's account may run as root: exactly these words, or the helper that edits with one of its verbs, where `pattern` is the POSIX
 * extended regular expression that all its arguments together have to match (sudoers(5), sudo 1.9.10 or newer), as `sample` does.
 */
export type Grant =
  | { readonly kind: 'exact'; readonly argv: readonly string[] }
  | {
      readonly kind: 'pattern';
      readonly program: string;
      readonly verb: string;
      readonly pattern: string;
      readonly sample: readonly string[];
    };

const ID = '[0-9a-f]{16}';
const DIGEST = '[0-9a-f]{64}';
/** Wider than what is sent, for the helper checks every word again; what matters here is that no other verb and no other kind of edit gets through. */
const SETTING = '[A-Za-z]+=[A-Za-z0-9=,.+%-]+';
const DIRECTIVE_EDIT = `((set|add):/[A-Za-z0-9_./-]+:[0-9]+:${SETTING}|own:${SETTING})`;

/** The kinds of edit that a verb makes, as a pattern and one word that matches it. */
const edits: Readonly<Partial<Record<ChangeVerb, { readonly kind: string; readonly sample: string }>>> = {
  tune: { kind: DIRECTIVE_EDIT, sample: 'own:Timeout=60' },
  harden: {
    kind: `(${DIRECTIVE_EDIT}|module:on:reqtimeout)`,
    sample: 'own:RequestReadTimeout=header=20-40,MinRate=500%20body=20',
  },
  mpm: { kind: 'mpm:(event|worker|prefork)', sample: 'mpm:event' },
  'core-dumps': { kind: 'core-dumps:(on|off)', sample: 'core-dumps:on' },
  'disable-module': { kind: 'module:off:[a-z0-9_]+', sample: 'module:off:status' },
  'enable-status': { kind: 'status-page', sample: 'status-page' },
};

const unitVerbs: Readonly<Partial<Record<ChangeVerb, readonly UnitVerb[]>>> = {
  reload: ['reload'],
  restart: ['restart'],
  start: ['start', 'stop', 'reset-failed'],
  stop: ['stop', 'start'],
  'reset-failed': ['reset-failed'],
  tune: ['reload', 'restart'],
  mpm: ['restart'],
  'core-dumps': ['restart'],
  harden: ['reload'],
  'disable-module': ['reload'],
  'enable-status': ['reload'],
  rollback: ['reload', 'restart'],
};

/** Everything these verbs need as root on such a host, their undo included, and nothing else. */
export function changeGrants(layout: Layout, verbs: readonly ChangeVerb[]): readonly Grant[] {
  const unit = isApacheUnit(layout.unit) ? layout.unit : undefined;
  const units = [...new Set(verbs.flatMap((verb) => unitVerbs[verb] ?? []))];
  // Where a unit owns the server this is not granted: with no server running, `graceful` would start one outside of its unit.
  const graceful = units.includes('reload') ? [reloadCommand(layout, undefined)] : [];
  const exact: (readonly string[])[] = [
    ...(unit === undefined ? graceful : units.map((verb) => unitCommand(verb, unit))),
  ];
  return [...exact.map((argv): Grant => ({ kind: 'exact', argv })), ...editorGrants(verbs)];
}

const NOBODYS_ID = '0'.repeat(16);
const NOBODYS_DIGEST = '0'.repeat(64);

/** The helper's own verbs: looking at an edit, making it, taking it back. */
function editorGrants(verbs: readonly ChangeVerb[]): readonly Grant[] {
  const made = verbs.flatMap((verb) => edits[verb] ?? []);
  const some = `( (${[...new Set(made.map(({ kind }) => kind))].join('|')})){1,40}`;
  const words = made.map(({ sample }) => sample);
  return [
    ...(made.length === 0
      ? []
      : [
          pattern(`^preview${some}$`, ['preview', ...words]),
          pattern(`^apply ${ID} ${DIGEST}${some}$`, ['apply', NOBODYS_ID, NOBODYS_DIGEST, ...words]),
        ]),
    ...(made.length > 0 || verbs.includes('rollback') ? [pattern(`^restore ${ID}$`, ['restore', NOBODYS_ID])] : []),
    ...(verbs.includes('rollback') ? [{ kind: 'exact', argv: [editorPath, 'history'] } as const] : []),
    ...(verbs.includes('release-port')
      ? [pattern('^release-port [0-9]{1,5} [A-Za-z0-9@_.:-]{1,110}$', ['release-port', '80', 'nginx.service'])]
      : []),
    ...(verbs.includes('clear-semaphores')
      ? [pattern('^semaphores( [0-9]{1,10}){1,64}$', ['semaphores', '0', '32768'])]
      : []),
  ];
}

function pattern(text: string, sample: readonly [verb: string, ...args: string[]]): Grant {
  return { kind: 'pattern', program: editorPath, verb: sample[0], pattern: text, sample: [editorPath, ...sample] };
}

/** A grant as sudoers(5) wants it: what means something there is escaped, and `""` stands where no argument is allowed. */
export function sudoersCommand(grant: Grant, hasPatterns: boolean): string {
  if (grant.kind === 'exact') {
    const [program = '', ...args] = grant.argv;
    if (args.length === 0) return `${program} ""`;
    return [program, ...args.map((arg) => arg.replace(/[\\,:=\s*?[\]!]/g, '\\$&'))].join(' ');
  }
  if (!hasPatterns) return `${grant.program} ${grant.verb} *`;
  return `${grant.program} ${grant.pattern.replace(/[\\,:=]/g, '\\$&')}`;
}
