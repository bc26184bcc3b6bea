import type { Measure, Quote } from '../../model/finding.ts';
import { defineRule } from '../../model/rule.ts';
import type { Directive } from '../../probes/config/facts.ts';
import { directives } from '../../probes/config/probe.ts';

const quiet = new Set(['prod', 'productonly', 'major', 'minor', 'min', 'minimal']);

export const versionDisclosure = defineRule({
  id: 'version-disclosure',
  title: 'The server tells its exact version',
  kind: 'hygiene',
  answers: ['hardening'],
  severity: 'notice',
  cause:
    'ServerTokens is Full unless set (Server header with version and modules), and ServerSignature On puts it on error pages. It protects nothing by itself, but hands out a list of what to try.',
  remedy: 'Outside incidents: set ServerTokens Prod and ServerSignature Off; a reload is enough.',
  runbook: 'harden',
  reads: { directives },
  judge({ directives: config }) {
    if (config.from === 'files' || config.unreadable.length > 0) return undefined;
    const tokens = lastOf(config.directives, 'servertokens');
    const signature = lastOf(config.directives, 'serversignature');
    const loud = tokens === undefined || !quiet.has((tokens.args[0] ?? '').toLowerCase());
    const signed = signature !== undefined && (signature.args[0] ?? '').toLowerCase() !== 'off';
    if (!loud && !signed) return undefined;
    const [first, ...rest] = [loud ? tokens : undefined, signed ? signature : undefined].flatMap(quotes);
    return {
      summary: summaryOf(loud, tokens, signed),
      evidence: first === undefined ? [unset] : [first, ...rest],
      facts: { directive: loud ? 'ServerTokens' : 'ServerSignature', file: tokens?.file, line: tokens?.line },
    };
  },
});

function summaryOf(loud: boolean, tokens: Directive | undefined, signed: boolean): string {
  const said = [
    loud ? `ServerTokens is ${tokens?.args[0] ?? 'not set (Full)'}` : '',
    signed ? 'ServerSignature is on' : '',
  ];
  return `${said.filter((text) => text !== '').join(' and ')}: the exact version is shown.`;
}

const unset: Measure = { kind: 'measure', source: 'directives', name: 'ServerTokens lines', value: 0, unit: 'lines' };

function lastOf(all: readonly Directive[], wanted: string): Directive | undefined {
  return all.findLast(({ name, vhost }) => name === wanted && vhost === undefined);
}

function quotes(directive: Directive | undefined): Quote[] {
  return directive === undefined ? [] : [{ kind: 'quote', source: 'directives', text: directive.text }];
}
