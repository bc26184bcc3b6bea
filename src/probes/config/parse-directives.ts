import { defined } from '../../lib/defined.ts';
import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { directiveArguments } from './arguments.ts';
import { isInEffect, type Known, knownFrom, substitute } from './conditions.ts';
import { type Directive, type DirectivesFacts, LogTarget, type VariableUse } from './facts.ts';
import { readChanged } from './parse-config-tree.ts';

// The section prints httpd's own list of included files, then what of interest stands in each:
//   Included configuration files:
//     (*) /etc/apache2/apache2.conf
//       (146) /etc/apache2/mods-enabled/mpm_event.load
//   == files                       (== guessed follows when httpd named none)
//   F /etc/apache2/apache2.conf
//   D 119 ErrorLog ${APACHE_LOG_DIR}/error.log
//   V 12 documentroot SITE_ROOT    (another directive that uses ${SITE_ROOT})
//   U /etc/apache2/secret.conf     (cannot be read)
//   M 1795245719 root /srv/shop.conf   (changed then; only outside the configuration root)
//   T no-program 119 /etc/apache2/apache2.conf<tab>/usr/bin/cronolog
// Include lines are followed in httpd's order; what stands in an <IfModule> or <IfDefine> that does not hold is left out.

interface Line {
  readonly number: number;
  readonly text: string;
  /** Names of variables, where that is all that is known of the line. */
  readonly names?: readonly string[];
}

interface Inclusion {
  readonly file: string;
  readonly line: number;
  readonly depth: number;
  readonly children: Inclusion[];
}

const MAX_DIRECTIVES = 20_000;

/** Reads the directives in effect. */
export function readDirectives(text: string, context: ReadContext): DirectivesFacts {
  const lines = text.split(/\r?\n/);
  const { contents, unreadable } = readContents(lines);
  if (contents.size === 0)
    throw new Unrecognised(
      'no configuration file could be read',
      unreadable.length > 0 ? 'not-permitted' : 'unrecognised',
    );
  const roots = readInclusions(lines);
  const guessed = roots.length === 0;
  const tops = guessed ? [...contents.keys()].map((file) => ({ file, line: 0, depth: 0, children: [] })) : roots;
  const known = knownFrom(
    [...contents.values()].flat().map(({ text: line }) => line),
    context,
  );
  const directives: Directive[] = [];
  const variables: VariableUse[] = [];
  for (const top of tops) expand(top, [], { contents, known, directives, variables });
  const targets = readTargets(lines, directives);
  const outside = lines.flatMap((line) => (line.startsWith('M ') ? (readChanged(line.slice(2)) ?? []) : []));
  return {
    from: guessed ? 'files' : 'includes',
    files: [...contents.keys()],
    unreadable,
    directives,
    ...(variables.length === 0 ? {} : { variables }),
    ...(targets.length === 0 ? {} : { targets }),
    ...(outside.length === 0 ? {} : { outside }),
  };
}

function readTargets(lines: readonly string[], directives: readonly Directive[]): LogTarget[] {
  const byPlace = new Map(directives.map((directive) => [`${directive.line} ${directive.file}`, directive.text]));
  return lines.flatMap((line): LogTarget[] => {
    const found = /^T ([a-z-]{1,20}) ((\d{1,7}) (\/[^\t]{1,600}))\t(\/.{1,600})$/.exec(line);
    const [, state, place = '', number, file, path] = found ?? [];
    const target = LogTarget.safeParse({ state, file, line: Number(number), path, text: byPlace.get(place) });
    return target.success ? [target.data] : [];
  });
}

function readContents(lines: readonly string[]): { contents: Map<string, Line[]>; unreadable: string[] } {
  const contents = new Map<string, Line[]>();
  const unreadable: string[] = [];
  let current: Line[] | undefined;
  for (const line of lines) {
    if (line.startsWith('F /')) {
      current = [];
      contents.set(line.slice(2), current);
    } else if (line.startsWith('U /')) unreadable.push(line.slice(2));
    else {
      const found = /^([DV]) (\d{1,7}) (.{1,1000})/.exec(line);
      const [, kind, number, content = ''] = found ?? [];
      if (kind === 'D') current?.push({ number: Number(number), text: content });
      if (kind === 'V') {
        const [name = '', ...names] = content.split(' ');
        current?.push({ number: Number(number), text: name, names });
      }
    }
  }
  return { contents, unreadable };
}

function readInclusions(lines: readonly string[]): Inclusion[] {
  const roots: Inclusion[] = [];
  const path: Inclusion[] = [];
  for (const line of lines) {
    if (line === '== files') break;
    const found = /^( +)\((\d{1,7}|\*)\) (\/.{1,600})$/.exec(line);
    if (found === null) continue;
    const depth = found[1]?.length ?? 0;
    const next: Inclusion = { file: found[3] ?? '', line: Number(found[2]) || 0, depth, children: [] };
    while ((path.at(-1)?.depth ?? -1) >= depth) path.pop();
    (path.at(-1)?.children ?? roots).push(next);
    path.push(next);
  }
  return roots;
}

interface Expansion {
  readonly contents: ReadonlyMap<string, readonly Line[]>;
  readonly known: Known;
  readonly directives: Directive[];
  readonly variables: VariableUse[];
}

function expand(inclusion: Inclusion, outer: readonly string[], state: Expansion): void {
  const stack = [...outer];
  const pending = [...inclusion.children].sort((one, other) => one.line - other.line);
  const includeBefore = (line: number): void => {
    for (let next = pending[0]; next !== undefined && next.line < line; next = pending[0]) {
      pending.shift();
      expand(next, stack, state);
    }
  };
  for (const { number, text, names } of state.contents.get(inclusion.file) ?? []) {
    includeBefore(number);
    if (names !== undefined) {
      const use = { directive: text, names: [...names], file: inclusion.file, line: number };
      if (state.variables.length < MAX_DIRECTIVES && isInEffect(stack, state.known)) state.variables.push(use);
    } else if (text.startsWith('</')) stack.pop();
    else if (text.startsWith('<')) stack.push(text.replace(/^<|>\s*$/g, '').trim());
    else addDirective(text, { file: inclusion.file, line: number }, stack, state);
  }
  includeBefore(Number.POSITIVE_INFINITY);
}

function addDirective(
  text: string,
  place: { readonly file: string; readonly line: number },
  stack: readonly string[],
  state: Expansion,
): void {
  if (state.directives.length >= MAX_DIRECTIVES || !isInEffect(stack, state.known)) return;
  const [word = '', ...args] = directiveArguments(text);
  const vhost = stack.find((section) => /^virtualhost\s/i.test(section))?.replace(/^\S+\s+/, '');
  state.directives.push({
    name: word.toLowerCase(),
    args: args.map((arg) => substitute(arg, state.known)),
    text,
    ...place,
    ...defined({ vhost: vhost === undefined ? undefined : substitute(vhost, state.known) }),
    sections: stack.filter(
      (section) => !/^(?:if(?:module|define|version|file|directive|section)|virtualhost)\b/i.test(section),
    ),
  });
}
