import type { ConfigtestFacts, DirectivesFacts, LogTarget } from '../../probes/config/facts.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import type { Hazard } from './hazard.ts';

/**
 * Logs that a reload could not open or start. The syntax check of 2.4 sees a missing folder (AH02291, AH02297), so that is said only where the check did not
 * fail; it sees neither a missing log program (AH00104, AH00089) nor a folder where a file is wanted (AH00649, AH00091), and both end the server.
 */
export function logHazards(facts: {
  readonly directives?: DirectivesFacts | undefined;
  readonly configtest?: ConfigtestFacts | undefined;
  readonly unit?: UnitFacts | undefined;
}): Hazard[] {
  const { directives, configtest, unit } = facts;
  const ownTmp = unit?.privateTmp === true;
  return (directives?.targets ?? []).flatMap((target): Hazard[] => {
    if (target.state === 'unseen' || (ownTmp && /^\/(?:var\/)?tmp\//.test(target.path))) return [];
    if (target.state === 'no-directory' && configtest?.ok === false) return [];
    return [
      {
        id: 'log-target',
        why: whyOf(target),
        blocks: true,
        evidence: [{ kind: 'quote', source: 'directives', text: target.text }],
      },
    ];
  });
}

function whyOf({ state, path, file, line, text }: LogTarget): string {
  const name = /^\w{1,40}/.exec(text)?.[0] ?? 'a log';
  const isError = name.toLowerCase() === 'errorlog';
  const place = `${name} (${file}:${line})`;
  const start = isError ? 'AH00089' : 'AH00104';
  const open = isError ? 'AH00091' : 'AH00649';
  const said: Readonly<Record<LogTarget['state'], string>> = {
    'no-program': `${place} starts ${path}, which does not exist (${start})`,
    'not-executable': `${place} starts ${path}, which is not a program that can be run (${start})`,
    directory: `${place} writes to ${path}, which is a folder (${open})`,
    'no-directory': `${place} writes to ${path}, whose folder does not exist (${isError ? 'AH02291' : 'AH02297'})`,
    unseen: '',
  };
  return said[state];
}
