import { z } from 'zod';
import { quoted } from '../../lib/quoted.ts';
import type { Look } from '../../model/change-runbook.ts';
import type { Reason, SafetyCheck } from '../../model/plan.ts';
import type { Directive, DirectivesFacts } from '../../probes/config/facts.ts';
import { modules } from '../../probes/config/probe.ts';
import { providerOf } from '../../probes/config/providers.ts';
import { type ArgumentsRead, defineChange, type PlanOf, type RequestOf } from '../define-change.ts';
import { editRunbook, type Proposal } from './edits/edit-plan.ts';
import type { Effect } from './edits/edit-verify.ts';
import { wholeConfiguration } from './edits/server-line.ts';
import type { Point } from './server/points.ts';
import { because } from './server/refusal.ts';
import { factsOf } from './server/server.ts';

/** The module's name without `mod_` and `_module`. */
const Options = z.strictObject({ module: z.string().regex(/^[a-z0-9_]{1,40}$/) });
type Options = z.infer<typeof Options>;

const effect: Effect<Options> = { onDisk: (plan, look) => [unloadedPoint(plan, look)], running: () => [] };

/** Takes a module out of the configuration; a reload unloads and loads every module, so that it is gone from the new generation. */
export const disableModule = defineChange({
  verb: 'disable-module',
  place: 100,
  summary: 'Plans to take a module out, when nothing in the configuration needs it.',
  examples: ['disable-module web-03 status', 'disable-module web-03 mod_autoindex --dry-run'],
  looksAt: 'the modules, the directives that need this one, and everything that a restart needs',
  alsoTried: ['a2dismod', 'dismod', 'unload', 'remove-module', 'module', 'disable'],
  title: 'Module {module} disabled on {host}',
  takes: {
    schema: Options,
    usage: 'NAME',
    question: 'Which module? `disable-module HOST` takes its name, such as `status`.',
    read: readModule,
    write: ({ module }) => [module],
  },
  tiers: ['reversible'],
  rights: { unit: ['reload'], edit: { kind: 'module:off:[a-z0-9_]+', sample: 'module:off:status' } },
  takenBackBy: 'module put back, then reload',
  proof: ['config-changes', 'every-edit', 'edits'],
  ...editRunbook({
    verb: 'disable-module',
    probes: [modules],
    propose: proposeDisable,
    effect,
  }),
});

function proposeDisable({ look, options }: Omit<RequestOf<Options>, 'previewed'>): Proposal {
  const config = wholeConfiguration(look);
  if ('why' in config) return { reasons: [config] };
  const { module } = options;
  const reasons = [...forbidden(module), ...absent(module, look)];
  if (reasons.length > 0) return { reasons };
  return {
    edits: [{ edit: 'module', state: 'off', module }],
    uptake: 'reload',
    title: `Disable mod_${module}`,
    impact: [
      `Whatever mod_${module} does ends with the reload; children of the old generation keep it until their requests end.`,
    ],
    checks: usesOf(config, module),
  };
}

/** The helper has the same list, for it believes nobody; here stand the reasons that help. */
function forbidden(module: string): readonly Reason[] {
  if (module.startsWith('mpm_'))
    return [because(`mod_${module} is an MPM, and httpd needs exactly one: mpm switches it.`)];
  if (/^(?:core|http|so|unixd|systemd|log_config|mime|dir|alias|env|setenvif)$/.test(module))
    return [
      because(
        `mod_${module} is a part that httpd or nearly every configuration needs; it is never disabled from here.`,
      ),
    ];
  if (/^php\d*$/.test(module))
    return [
      because(
        'Without mod_php the sources of PHP programs would be sent to clients as text; move PHP to PHP-FPM first, by hand.',
      ),
    ];
  return [];
}

function absent(module: string, look: Look): readonly Reason[] {
  const loaded = factsOf(look, modules)?.modules;
  if (loaded === undefined) return [because('Which modules are loaded could not be seen.')];
  const found = loaded.find(({ name }) => name === `${module}_module`);
  if (found === undefined) {
    const near = loaded.filter(({ name }) => name.includes(module)).map(({ name }) => name.replace(/_module$/, ''));
    return [
      because(
        `mod_${module} is not loaded${near.length === 0 ? '' : `; similar ones are: ${near.slice(0, 5).join(', ')}`}.`,
      ),
    ];
  }
  return found.shared ? [] : [because(`mod_${module} is built into this httpd and cannot be left out.`)];
}

/** Handlers by the module that has them, for SetHandler lines (manual: handler.html). */
const handlers: Readonly<Record<string, RegExp>> = {
  status: /^server-status$/i,
  info: /^server-info$/i,
  proxy_fcgi: /^proxy:(?:fcgi|unix:.*\|fcgi):/i,
  ldap: /^ldap-status$/i,
};

/** Lines that need the module. Behind an <IfModule> they are left out; elsewhere each is a syntax error, which takes the edit back. */
function usesOf({ directives }: DirectivesFacts, module: string): readonly SafetyCheck[] {
  const uses = directives.filter(
    (one) => !ownFileOf(one, module) && (providerOf(one.name) === `mod_${module}` || handles(one, module)),
  );
  if (uses.length === 0)
    return [
      {
        name: 'Lines that use it',
        passed: true,
        detail:
          'none among the directives that are looked at; the syntax check after the edit knows them all, and takes the edit back if one is left',
      },
    ];
  const [first] = uses;
  const places = [
    ...new Set(
      uses.map(({ file, line, vhost }) => `${file}:${line}${vhost === undefined ? '' : ` (VirtualHost ${vhost})`}`),
    ),
  ];
  return [
    {
      name: 'Lines that use it',
      passed: false,
      detail: `${places.slice(0, 4).join(', ')}${places.length > 4 ? ` and ${places.length - 4} more` : ''}, such as “${first?.text.slice(0, 80) ?? ''}”: behind <IfModule> they fall silent, elsewhere they are syntax errors and the edit is undone`,
    },
  ];
}

/** Debian’s own file of the module goes with it. */
function ownFileOf({ file }: Directive, module: string): boolean {
  return file.endsWith(`/mods-enabled/${module}.conf`) || file.endsWith(`/mods-available/${module}.conf`);
}

function handles({ name, args }: Directive, module: string): boolean {
  return name === 'sethandler' && handlers[module]?.test(args[0] ?? '') === true;
}

function unloadedPoint({ options }: PlanOf<Options>, look: Look): Point {
  const name = 'Module gone';
  const loaded = factsOf(look, modules)?.modules;
  if (loaded === undefined) return { name, passed: false, detail: 'the modules could not be seen' };
  const still = loaded.some((one) => one.name === `${options.module}_module`);
  return {
    name,
    passed: !still,
    fatal: true,
    detail: still ? 'httpd -M still lists it' : `httpd -M lists ${loaded.length} others`,
  };
}

function readModule([word, ...rest]: readonly string[]): ArgumentsRead<Options> {
  if (word === undefined)
    return { problems: ['Which module? `disable-module HOST` takes its name, such as `status`.'] };
  const module = word
    .replace(/^mod_/, '')
    .replace(/\.(?:so|c|load|conf)$/, '')
    .replace(/_module$/, '');
  if (!/^[a-z0-9_]{1,40}$/.test(module)) return { problems: [`${quoted(word)} is not the name of a module.`] };
  return { options: { module }, rest };
}
