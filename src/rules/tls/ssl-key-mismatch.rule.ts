import { defined } from '../../lib/defined.ts';
import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { selectBy } from '../../probes/logs/select.ts';
import type { KeyPair } from '../../probes/tls/facts.ts';
import { certificates } from '../../probes/tls/probe.ts';
import { type Entries, hasSome, withEvidence } from '../message-rule.ts';
import { startedSince } from '../over/starts.ts';
import { certificateFits } from '../over/state.ts';

const message = /^Certificate and private key (\S{1,300}) from (\S{1,500}) and (\S{1,500}) do not match/;
/** 2.2 has only OpenSSL's own words. */
const mismatch =
  /^Certificate and private key \S{1,300} from |^SSL Library Error: .{0,100}X509_check_private_key:\S{1,12} values mismatch/;

export const sslKeyMismatch = defineRule({
  id: 'ssl-key-mismatch',
  title: 'A certificate does not belong to its key',
  kind: 'problem',
  answers: ['configtest', 'tls', 'preflight'],
  over: [certificateFits, startedSince],
  severity: 'critical',
  cause:
    'The syntax check does not compare them: it says OK, the reload command returns success, and the running server then exits (AH02565, AH00020). Typical after a renewal that replaced only one of the two files.',
  remedy:
    'Put the key of this certificate in place, or the certificate of this key; compare their public keys with the tls check before any reload, log rotation included.',
  runbook: 'tls',
  explains: [
    'ssl-config-failed',
    'reload-unsafe',
    'start-failed',
    'reload-failed',
    'server-exited',
    'unit-failed',
    'not-running',
  ],
  reads: {},
  mayRead: { certificates, logs },
  judge({ certificates: found, logs: all }) {
    if (found === undefined && all === undefined) return notApplicable('neither certificates nor logs are known');
    const pair = found?.pairs.find(({ matches }) => matches === false);
    if (pair !== undefined) return onDisk(pair);
    const entries = all === undefined ? [] : selectBy(['AH02565'], mismatch)(all);
    return hasSome(entries) ? logged(entries) : undefined;
  },
});

function onDisk(pair: KeyPair): Found {
  const key = pair.key ?? '';
  return {
    summary: `The certificate ${pair.cert} does not belong to the key ${key}: a start or reload would end the server.`,
    evidence: [
      { kind: 'quote', source: 'certificates', text: pair.lines['cert-sha256'] ?? pair.cert },
      { kind: 'quote', source: 'certificates', text: pair.lines['key-sha256'] ?? pair.cert },
    ],
    facts: { path: pair.cert, paths: [pair.cert, key], ...placeOf(pair) },
  };
}

/** Where the configuration names the certificate: `FILE:LINE`. */
function placeOf({ at }: KeyPair): { file?: string; line?: number } {
  const found = /^(.{1,1000}):(\d{1,7})$/.exec(at ?? '');
  return defined({ file: found?.[1], line: found?.[1] === undefined ? undefined : Number(found[2]) });
}

function logged(entries: Entries): Found {
  const [, vhost, cert, key] = message.exec((entries.at(-1) ?? entries[0]).message) ?? [];
  if (vhost === undefined || cert === undefined || key === undefined)
    return withEvidence(
      { summary: 'A certificate does not belong to its key: httpd refused to run.', facts: {} },
      entries,
    );
  return withEvidence(
    {
      summary: `The certificate ${cert} does not belong to the key ${key} (${vhost}): httpd refused to run.`,
      facts: { path: cert, paths: [cert, key], vhost },
    },
    entries,
  );
}
