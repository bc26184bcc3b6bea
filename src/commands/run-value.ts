import {
  changeVerbs,
  DEFAULT_WATCH_SECONDS,
  type Intent,
  type LookOptions,
  optionLimits,
  readVerbs,
} from '../model/intent.ts';
import type { RunValue } from '../slack/render/button.ts';

/** The intent a `run:` button stands for; undefined when it names no host but needs one. */
export function intentOf(value: RunValue | undefined): Intent | undefined {
  if (value === undefined) return undefined;
  const { v: _version, takesRoot: _place, verb, host, watchSeconds, hosts = [], group, ...options } = value;
  if (verb === 'hosts' || verb === 'help') return { kind: verb };
  if (verb === 'compare') {
    if (group === undefined && hosts.length < optionLimits.comparedHosts.least) return undefined;
    return { kind: 'compare', hosts, ...(group === undefined ? {} : { group }) };
  }
  if (host === undefined) return undefined;
  if (verb === 'watch') return { kind: 'watch', host, seconds: watchSeconds ?? DEFAULT_WATCH_SECONDS };
  const change = changeVerbs.find((one) => one === verb);
  if (change !== undefined) return { kind: 'change', verb: change, host };
  const look = readVerbs.find((one) => one === verb);
  return look === undefined ? undefined : { kind: 'look', verb: look, host, options: definedOnly(options) };
}

/** Without members that are undefined, which the schema's type allows and JSON never has. */
function definedOnly(options: Omit<RunValue, 'v' | 'verb' | 'takesRoot'>): LookOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
