import type { ReadContext } from '../../model/source.ts';
import { directiveArguments } from './arguments.ts';

/** What `<IfModule>`, `<IfDefine>` and `${…}` are judged by. */
export interface Known {
  /** `ssl_module`, `mod_ssl.c`. */
  readonly modules: ReadonlySet<string>;
  readonly defines: ReadonlyMap<string, string>;
  /** False when the MPM is built in, so that no line loads one. */
  readonly loadsMpm: boolean;
}

/** Always part of httpd in the packages of the distributions. */
const builtIn = ['core', 'so', 'http', 'log_config', 'logio', 'version', 'unixd', 'watchdog'];

/** Collects loaded modules and defined names from the configuration's own lines and the arguments of the running parent. */
export function knownFrom(lines: readonly string[], context: ReadContext): Known {
  const modules = new Set(builtIn.flatMap((name) => [`${name}_module`, `mod_${name}.c`, `${name}.c`]));
  const defines = new Map<string, string>(environmentOf(context));
  let loadsMpm = false;
  for (const line of lines) {
    const loaded = /^loadmodule\s+"?(\w{1,80})"?\s+"?(\S{1,500}?)"?\s*$/i.exec(line);
    if (loaded?.[1] !== undefined) {
      const file = /([^/]+?)(?:\.so)?$/.exec(loaded[2] ?? '')?.[1] ?? '';
      for (const name of [loaded[1], `${file}.c`, `${file.replace(/^mod_mpm_/, '')}.c`]) modules.add(name);
      loadsMpm ||= loaded[1].startsWith('mpm_');
    }
    if (/^define\s/i.test(line)) {
      const [, name = '', value = ''] = directiveArguments(line);
      defines.set(name, value);
    }
  }
  return { modules, defines, loadsMpm };
}

function environmentOf({ layout }: ReadContext): [string, string][] {
  if (layout === undefined) return [];
  const started = layout.startArguments.flatMap((argument, index): [string, string][] => {
    if (argument === '-D') return [[layout.startArguments[index + 1] ?? '', '']];
    return argument.startsWith('-D') ? [[argument.slice(2), '']] : [];
  });
  const runDirectory = layout.pidFile.replace(/\/[^/]*$/, '');
  return [
    ['APACHE_LOG_DIR', layout.logDirectory],
    ['APACHE_RUN_DIR', runDirectory],
    ['APACHE_PID_FILE', layout.pidFile],
    ['APACHE_RUN_USER', layout.runUser],
    ...started,
  ];
}

/** Puts in the values that are known; what is not known stays as written. */
export function substitute(text: string, known: Known): string {
  return text.replace(/\$\{(\w{1,100})\}/g, (whole, name: string) => known.defines.get(name) || whole);
}

/** Whether everything around a directive holds; what cannot be judged (`<IfVersion>`, `<IfFile>`) counts as holding. */
export function isInEffect(stack: readonly string[], known: Known): boolean {
  return stack.every((section) => {
    const found = /^(ifmodule|ifdefine)\s+(!?)\s*"?([^\s">]+)/i.exec(section);
    if (found?.[3] === undefined) return !/^macro\b/i.test(section);
    const holds = found[1]?.toLowerCase() === 'ifmodule' ? hasModule(found[3], known) : known.defines.has(found[3]);
    return holds === (found[2] !== '!');
  });
}

function hasModule(name: string, known: Known): boolean {
  if (!known.loadsMpm && /^(?:mpm_)?(?:prefork|worker|event)(?:\.c|_module)$/.test(name)) return true;
  return known.modules.has(name);
}
