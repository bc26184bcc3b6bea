import type { Layout } from '../../../model/layout.ts';
import type { ChangeVerb } from '../../../model/verbs.ts';
import { isApacheUnit } from '../../../probes/survey/parents.ts';
import { changeDefinition } from '../../changes.ts';
import { reloadCommand, unitCommand } from '../server/unit-command.ts';
import { editorPath } from './editor.ts';
import { editCalls, type HelperCall } from './rights.ts';

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

/** Everything these verbs need as root on such a host, their undo included, and nothing else. */
export function changeGrants(layout: Layout, verbs: readonly ChangeVerb[]): readonly Grant[] {
  const rights = verbs.map((verb) => changeDefinition(verb).rights);
  const unit = isApacheUnit(layout.unit) ? layout.unit : undefined;
  const units = [...new Set(rights.flatMap((one) => one.unit ?? []))];
  // Where a unit owns the server this is not granted: with no server running, `graceful` would start one outside of its unit.
  const graceful = units.includes('reload') ? [reloadCommand(layout, undefined)] : [];
  const exact: (readonly string[])[] = [
    ...(unit === undefined ? graceful : units.map((verb) => unitCommand(verb, unit))),
  ];
  const calls = [
    ...editCalls(rights.flatMap(({ edit }) => edit ?? [])),
    ...rights.flatMap(({ helper = [] }) => helper),
  ];
  return [...exact.map((argv): Grant => ({ kind: 'exact', argv })), ...[...new Set(calls)].map(helperGrant)];
}

function helperGrant(call: HelperCall | string): Grant {
  if (typeof call === 'string') return { kind: 'exact', argv: [editorPath, call] };
  const { pattern, sample } = call;
  return { kind: 'pattern', program: editorPath, verb: sample[0], pattern, sample: [editorPath, ...sample] };
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
