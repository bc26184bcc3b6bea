import { collect } from '../diagnosis/collect.ts';
import { judgeDoctor, knowsPatterns } from '../host/doctor/judge.ts';
import type { DoctorLine } from '../host/doctor/line.ts';
import { doctorSections, trialsFor } from '../host/doctor/sections.ts';
import { type Enabled, kitFor } from '../host/kit/kit.ts';
import { cleanText } from '../lib/hostile-text.ts';
import type { Host } from '../model/host.ts';
import type { Layout } from '../model/layout.ts';
import type { ReadTransport, SectionAnswer } from '../model/ports.ts';
import { editorPath } from '../runbooks/changes/helper/editor.ts';
import { sudoersCommand } from '../runbooks/changes/helper/grants.ts';
import { hostSurvey } from '../runbooks/host-survey.ts';
import { type ExitCode, exitCodes, type Streams } from './streams.ts';

const groups: Readonly<Record<DoctorLine['group'], string>> = {
  account: 'The account',
  helpers: 'The helpers',
  rules: 'The rules of sudo',
  granted: 'Has to be allowed (asked with sudo -l, not run)',
  attacks: 'Has to be refused',
};

const marks: Readonly<Record<DoctorLine['outcome'], string>> = { ok: '✓', wrong: '✗', unknown: '?' };

/** Proves, with harmless and hostile calls, that the bot's account may do on a host what the configuration enables, and no more. Exit code 1 when not so, 3 when something could not be seen. */
export async function doctorCommand(
  host: Host,
  enabled: Enabled,
  transport: ReadTransport,
  streams: Streams,
): Promise<ExitCode> {
  const { layout, reach } = await collect({ host, transport, survey: hostSurvey, probes: [] });
  if (layout === undefined) {
    streams.err.write(`${host.name}: ${reach.detail}\n`);
    return exitCodes.unseen;
  }
  const lines = await examine(host, layout, enabled, transport);
  for (const [group, title] of Object.entries(groups)) {
    streams.out.write(`${title}\n`);
    for (const line of lines.filter((one) => one.group === group))
      streams.out.write(`  ${marks[line.outcome]} ${cleanText(line.name)}: ${cleanText(line.detail)}\n`);
  }
  const wrong = lines.filter(({ outcome }) => outcome === 'wrong').length;
  const unknown = lines.filter(({ outcome }) => outcome === 'unknown').length;
  streams.out.write(`${lines.length} looked at, ${wrong} wrong, ${unknown} not known\n`);
  if (wrong > 0) return exitCodes.wrong;
  return unknown > 0 ? exitCodes.unseen : exitCodes.fine;
}

/** Every line of the examination of one host. */
export async function examine(
  host: Host,
  layout: Layout,
  { verbs, balancer }: Enabled,
  transport: ReadTransport,
): Promise<readonly DoctorLine[]> {
  const session = await transport.open(host);
  const answers = new Map<string, SectionAnswer>();
  const first = kitFor(host.user, layout, verbs, true);
  const trials = trialsFor(layout, [...first.granted, ...balancer]);
  if (session.reached) {
    await session.run(doctorSections(layout, trials), (answer) => answers.set(answer.id, answer));
    await session.end();
  }
  const kit = kitFor(host.user, layout, verbs, knowsPatterns(answers.get('account')?.text));
  const others = balancer.map((argv) => sudoersCommand({ kind: 'exact', argv }, false));
  const programs = [...(kit.changes ? [editorPath] : []), ...balancer.map(([program = '']) => program)];
  return judgeDoctor(answers, trials, { rules: [...kit.rules, ...others], programs });
}
