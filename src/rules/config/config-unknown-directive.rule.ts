import { defined } from '../../lib/defined.ts';
import { unknownDirective } from '../../probes/config/errors.ts';
import { nearestDirective, providerOf, whyGone } from '../../probes/config/providers.ts';
import { sortOf } from '../../probes/config/sorts.ts';
import { configRule, placeOf } from './config-rule.ts';

export const configUnknownDirective = configRule({
  id: 'config-unknown-directive',
  title: 'A directive that no loaded module knows',
  kind: 'problem',
  answers: ['configtest', 'preflight'],
  cause:
    '"Invalid command" means: misspelled, or its module is not loaded. On Debian the module may be installed but not enabled; after an upgrade from 2.2 some directives are gone.',
  remedy: 'Correct the spelling, or load the module that provides it; then run the syntax check as root.',
  isMine: (error) => sortOf(error) === 'directive',
  describe(error, count) {
    const directive = unknownDirective(error.reason) ?? '';
    const module = providerOf(directive);
    const nearest = module === undefined ? nearestDirective(directive) : undefined;
    const removed = whyGone(directive);
    return {
      summary: `The directive '${directive}'${placeOf(error)} is unknown: ${meaning(module, nearest, removed)}.`,
      ...defined({
        advice:
          module === undefined
            ? undefined
            : `Load ${module} (Debian: a2enmod ${module.replace(/^mod_/, '')}; Red Hat: its package, then a LoadModule line), or take the line out; then run the syntax check as root.`,
      }),
      facts: {
        count,
        directive,
        module,
        file: error.file,
        line: error.line,
        reason: error.reason,
        suggestion: nearest,
      },
    };
  },
});

function meaning(module: string | undefined, nearest: string | undefined, removed: string | undefined): string {
  if (removed !== undefined) return removed;
  if (module !== undefined) return `${module} provides it and is not loaded`;
  return nearest === undefined ? 'misspelled, or its module is not loaded' : `probably ${nearest} is meant`;
}
