import { type ChangeVerb, changeVerbs } from '../model/change-options.ts';
import {
  type ChangeTerms,
  DEFAULT_WATCH_SECONDS,
  type Intent,
  type LookOptions,
  optionLimits,
  readVerbs,
} from '../model/intent.ts';
import type { RunValue } from '../slack/render/button.ts';

/** The intent a `run:` button stands for; undefined when it names no host, run or verb but needs one. */
export function intentOf(value: RunValue | undefined): Intent | undefined {
  if (value === undefined) return undefined;
  const { verb, host } = value;
  if (verb === 'hosts' || verb === 'help' || verb === 'unfreeze') return { kind: verb };
  if (verb === 'freeze') return { kind: 'freeze', ...(value.reason === undefined ? {} : { reason: value.reason }) };
  if (verb === 'export') return value.run === undefined ? undefined : { kind: 'export', run: value.run };
  if (verb === 'compare') return comparing(value);
  return host === undefined ? changing(value) : onHost(value, host);
}

function onHost(value: RunValue, host: string): Intent | undefined {
  const { verb } = value;
  if (verb === 'why') return value.about === undefined ? undefined : { kind: 'why', host, verb: value.about };
  if (verb === 'watch') return { kind: 'watch', host, seconds: value.watchSeconds ?? DEFAULT_WATCH_SECONDS };
  return changing(value) ?? looking(value);
}

function comparing({ hosts = [], group }: RunValue): Intent | undefined {
  if (group === undefined && hosts.length < optionLimits.comparedHosts.least) return undefined;
  return { kind: 'compare', hosts, ...(group === undefined ? {} : { group }) };
}

/** A verb that also looks is a change only when it says what to change. */
function changing(value: RunValue): Intent | undefined {
  const verb = changeVerbs.find((one): one is ChangeVerb => one === value.verb);
  const looks = readVerbs.some((one) => one === value.verb);
  if (verb === undefined || (looks && value.change === undefined)) return undefined;
  const terms: ChangeTerms = {
    options: value.change ?? {},
    ...(value.dryRun === undefined ? {} : { dryRun: value.dryRun }),
    ...(value.reason === undefined ? {} : { breakGlass: value.reason }),
  };
  if (value.host !== undefined) return { kind: 'change', verb, host: value.host, ...terms };
  return value.group === undefined ? undefined : { kind: 'rollout', verb, group: value.group, ...terms };
}

function looking({ verb: name, host, lines, sinceSeconds, grep, level, followSeconds }: RunValue): Intent | undefined {
  const verb = readVerbs.find((one) => one === name);
  if (verb === undefined || host === undefined) return undefined;
  const options: LookOptions = {
    ...(lines === undefined ? {} : { lines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(grep === undefined ? {} : { grep }),
    ...(level === undefined ? {} : { level }),
    ...(followSeconds === undefined ? {} : { followSeconds }),
  };
  return { kind: 'look', verb, host, options };
}
