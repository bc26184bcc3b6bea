// Our own section: the survey's scan of /proc (see survey/parse.ts), then the root-owned helper's answer:
//   == helper
//   process 183 ppid 182 uid 33 threads 7 fds 19 rss 6824 pss 3100 private 900 swap 0 deleted 1 exe-deleted no exe /usr/sbin/apache2
//   mapped 183 /usr/lib/apache2/modules/mod_ssl.so
//   processes 3
// Anything else is read as a pasted `ps` listing (parse-ps.ts). A host without the helper, or without the right to call it, leaves the sizes out.
import type { Layout } from '../../model/layout.ts';
import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { isContained } from '../survey/contained.ts';
import type { ApacheRoot, Survey } from '../survey/facts.ts';
import { isApacheUnit, serverOf } from '../survey/parents.ts';
import { parseSurvey } from '../survey/parse.ts';
import type { ListedParent, ListedProcess, ProcessFacts } from './facts.ts';
import { parsePs } from './parse-ps.ts';

interface Privileged {
  readonly fds: number | undefined;
  readonly pssKiB: number | undefined;
  readonly privateKiB: number | undefined;
  readonly swapKiB: number | undefined;
  readonly deletedMaps: number;
  readonly exeDeleted: boolean;
  readonly exe: string;
}

const helperLine =
  /^process (\d{1,9}) ppid \S+ uid \S+ threads \S+ fds (\d+|-) rss \S+ pss (\d+|-) private (\d+|-) swap (\d+|-) deleted (\d+) exe-deleted (yes|no) exe (.*)$/;

/** Reads our section or a pasted listing. @throws {Unrecognised} */
export function parseProcesses(text: string, context: ReadContext): ProcessFacts {
  if (!/^survey 1$/m.test(text)) return parsePs(text);
  const survey = parseSurvey(text);
  if (!survey.processesVisible) throw new Unrecognised('/proc shows only our own processes', 'not-permitted');
  return fromSurvey(survey, text, context.layout);
}

function fromSurvey(survey: Survey, text: string, layout: Layout | undefined): ProcessFacts {
  const sizes = helperAnswers(text);
  const lines = new Map([...text.matchAll(/^p (\d+) .*$/gm)].map((match) => [Number(match[1]), match[0]]));
  const processes = survey.processes.map(({ pgrp: _pgrp, ...process }): ListedProcess => {
    const user = process.uid === undefined ? undefined : survey.userNames[String(process.uid)];
    return { ...process, user, line: lines.get(process.pid) ?? '', ...sizes.get(process.pid) };
  });
  return {
    origin: 'proc',
    complete: true,
    related: true,
    processes,
    parents: parentsOf(survey, layout),
    helpers: survey.helpers.map((helper) => ({ ...helper, line: `h ${helper.pid} ${helper.ppid} ${helper.comm}` })),
    replaced: [...text.matchAll(/^mapped (\d{1,9}) (\/.*)$/gm)].map((match) => ({
      pid: Number(match[1]),
      path: match[2] ?? '',
      line: match[0],
    })),
  };
}

function parentsOf(survey: Survey, layout: Layout | undefined): ProcessFacts['parents'] {
  const server = serverOf(survey, layout?.unit);
  const systemdUnit = layout?.unit?.endsWith('.service') ? layout.unit : undefined;
  const ownsServer =
    layout === undefined
      ? server?.unit !== undefined || survey.init !== 'systemd'
      : systemdUnit === undefined || server?.unit === systemdUnit;
  const roleOf = (root: ApacheRoot): ListedParent['role'] => {
    if (isContained(root.cgroup)) return root.pid === server?.pid ? 'server' : 'contained';
    if (root.role === 'orphan') return 'orphan';
    if (root.pid === server?.pid && ownsServer) return 'server';
    return isApacheUnit(root.unit) && root.unit !== systemdUnit ? 'sibling' : 'stray';
  };
  return survey.roots.map((root) => ({
    pid: root.pid,
    role: roleOf(root),
    unit: isApacheUnit(root.unit) ? root.unit : undefined,
    cgroup: root.cgroup,
    argv: root.argv,
    children: survey.processes
      .filter(({ ppid }) => ppid === root.pid)
      .sort((one, other) => (other.ageSeconds ?? 0) - (one.ageSeconds ?? 0))
      .map(({ pid }) => pid),
  }));
}

function helperAnswers(text: string): Map<number, Privileged> {
  const answers = new Map<number, Privileged>();
  const start = text.indexOf('\n== helper\n');
  if (start === -1) return answers;
  for (const line of text.slice(start).split('\n')) {
    const match = helperLine.exec(line);
    if (match) answers.set(Number(match[1]), privilegedOf(match));
  }
  return answers;
}

function privilegedOf(match: RegExpExecArray): Privileged {
  const number = (index: number): number | undefined => (match[index] === '-' ? undefined : Number(match[index]));
  return {
    fds: number(2),
    pssKiB: number(3),
    privateKiB: number(4),
    swapKiB: number(5),
    deletedMaps: number(6) ?? 0,
    exeDeleted: match[7] === 'yes',
    exe: match[8] ?? '',
  };
}
