import { allFaults } from './catalogue.ts';
import { passThrough } from './command.ts';
import { insideHost } from './host.ts';
import { sshCommand } from './keys.ts';
import { down, labHosts, provoke, requireUp, resetHost, statusLines, up } from './lab.ts';
import { LabSkipped, SKIPPED_EXIT } from './machine.ts';
import { inHub } from './network.ts';
import { verifyFaults } from './verify.ts';
import { buildVm, vmDown, vmProvoke, vmSsh, vmUp } from './vm.ts';

/* judge.ts and the workbench bring in the whole bot, so they are loaded only by the commands that need it: `down` must work whatever state src/ is in. */

/** One subcommand: gives the exit code. */
interface Command {
  readonly usage: string;
  readonly about: string;
  readonly run: (args: readonly string[]) => Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  up: { usage: 'up [N]', about: 'bring up N hosts (3), building the root file system once', run: runUp },
  down: { usage: 'down', about: 'end them and leave nothing behind', run: runDown },
  status: { usage: 'status', about: 'what is up, and what is broken on purpose', run: runStatus },
  ssh: { usage: 'ssh [USER@]HOST [CMD…]', about: 'log in; as admin, oncall, oncall-adm or oncall-bare', run: runSsh },
  exec: { usage: 'exec HOST CMD…', about: 'run a program as root inside a host, without SSH', run: runExec },
  run: { usage: 'run CMD…', about: 'run a program where the hosts can be reached', run: runInHub },
  list: { usage: 'list', about: 'the faults', run: runList },
  break: { usage: 'break HOST FAULT', about: 'boot the host afresh and cause a fault on it', run: runBreak },
  score: {
    usage: 'score [FAULT…]',
    about: 'let the bot diagnose faults and judge it; all of them write docs/scoreboard.md',
    run: runScore,
  },
  'first-score': {
    usage: 'first-score ROUND FAULT…',
    about: 'score faults no rule was ever adapted to; keep how that went in held-out.json, and print each report',
    run: runFirstScore,
  },
  capture: {
    usage: 'capture FAULT[@USER]…',
    about: 'store faults as cases',
    run: runCapture,
  },
  workbench: {
    usage: 'workbench [--port N]',
    about: 'serve the hosts in the workbench, to break and to ask',
    run: runWorkbench,
  },
  practice: { usage: 'practice [FAULT]', about: 'record the practice hosts anew', run: runPractice },
  rollout: {
    usage: 'rollout [N]',
    about: 'reload N hosts (10) one after the other under load, and print what clients saw',
    run: runRollout,
  },
  reset: { usage: 'reset HOST', about: 'boot the host afresh, healthy', run: runReset },
  verify: { usage: 'verify [FAULT…]', about: 'cause every fault and see that its evidence shows', run: runVerify },
  vm: {
    usage: 'vm build|up|ssh|break|score|down',
    about: 'one machine with a kernel of its own (slow), for the memory faults',
    run: runVm,
  },
};

async function runUp([count = '3']: readonly string[]): Promise<number> {
  const started = performance.now();
  const hosts = await up(Number(count));
  console.log(`${hosts.length} hosts up in ${seconds(started)}`);
  return runStatus();
}

async function runDown(): Promise<number> {
  await down();
  return 0;
}

async function runStatus(): Promise<number> {
  const lines = await statusLines();
  console.log(lines.length === 0 ? 'not up' : lines.join('\n'));
  return 0;
}

async function runSsh(args: readonly string[]): Promise<number> {
  await requireUp();
  return passThrough(sshCommand(args));
}

async function runExec([host = '', ...argv]: readonly string[]): Promise<number> {
  return passThrough(insideHost(host, argv));
}

async function runInHub(argv: readonly string[]): Promise<number> {
  await requireUp();
  return passThrough(inHub(argv));
}

async function runList(): Promise<number> {
  for (const fault of await allFaults()) {
    console.log(`${fault.id.padEnd(32)} ${fault.flavour.padEnd(12)} ${fault.tier.padEnd(5)} ${fault.title}`);
  }
  return 0;
}

async function runBreak([host = '', id = '']: readonly string[]): Promise<number> {
  const started = performance.now();
  const fault = await provoke(id, host);
  console.log(`${host}: ${fault.title} (shows after ${seconds(started)})`);
  return 0;
}

async function runRollout([count = '10']: readonly string[]): Promise<number> {
  const { showRollout } = await import('./rollout-show.ts');
  const ok = await showRollout(Number(count), (line) => console.log(line));
  await down();
  return ok ? 0 : 1;
}

async function runReset([host = '']: readonly string[]): Promise<number> {
  await resetHost(host);
  console.log(`${host}: healthy; up: ${(await labHosts()).map(({ name }) => name).join(', ')}`);
  return 0;
}

async function runVerify(ids: readonly string[]): Promise<number> {
  await requireUp();
  const attempts = await verifyFaults(ids, ({ id, seconds, problem }) =>
    console.log(`${problem === undefined ? 'ok  ' : 'FAIL'} ${id.padEnd(32)} ${seconds.toFixed(1)} s ${problem ?? ''}`),
  );
  const failed = attempts.filter(({ problem }) => problem !== undefined).length;
  console.log(`${attempts.length - failed} of ${attempts.length} faults show`);
  return failed === 0 ? 0 : 1;
}

async function runScore(ids: readonly string[]): Promise<number> {
  const [{ scoreFaults, writeScoreboard }, { isRight, scoreLine }] = await Promise.all([
    import('./judge.ts'),
    import('./score.ts'),
  ]);
  const started = performance.now();
  const scores = await scoreFaults(ids, (score) => console.log(scoreLine(score)));
  if (ids.length === 0)
    writeScoreboard(
      scores,
      `Debian 12, httpd 2.4 of the distribution; ${scores.length} faults in ${seconds(started)}.`,
    );
  const wrong = scores.filter((score) => !isRight(score));
  console.log(`${scores.length - wrong.length} of ${scores.length} right in every respect, ${seconds(started)}`);
  return wrong.length === 0 ? 0 : 1;
}

async function runFirstScore([round = '', ...ids]: readonly string[]): Promise<number> {
  const [{ scoreFaults, writeChapters }, { scoreLine, scoredReport }, { firstScores, keepFirst }] = await Promise.all([
    import('./judge.ts'),
    import('./score.ts'),
    import('./held-out.ts'),
  ]);
  const known = firstScores().map(({ fault }) => fault);
  const fresh = ids.filter((id) => !known.includes(id));
  if (!/^\d+$/.test(round) || fresh.length === 0) throw new Error('give a round (1, 2, 3…) and faults never scored');
  const scores = await scoreFaults(fresh, (score) => console.log(`${scoreLine(score)}\n${scoredReport(score)}`));
  keepFirst(scores, Number(round), new Date().toISOString().slice(0, 10));
  writeChapters();
  return 0;
}

async function runCapture(faults: readonly string[]): Promise<number> {
  const { captureCases } = await import('./judge.ts');
  await captureCases(faults, (line) => console.log(line));
  return 0;
}

async function runWorkbench(args: readonly string[]): Promise<number> {
  const { startPractice } = await import('../../src/start-workbench.ts');
  const { benchHosts } = await import('./bench-hosts.ts');
  return await startPractice(args, process.env, benchHosts);
}

async function runPractice([fault]: readonly string[]): Promise<number> {
  const { capturePractice } = await import('./judge.ts');
  await capturePractice(fault, (file) => console.log(file));
  return 0;
}

async function runVm([action = '', ...args]: readonly string[]): Promise<number> {
  const started = performance.now();
  if (action === 'ssh') return passThrough(vmSsh(args));
  if (action === 'build') console.log(await buildVm());
  else if (action === 'up') await vmUp();
  else if (action === 'down') await vmDown();
  else if (action === 'break') console.log((await vmProvoke(args[0] ?? '')).title);
  else if (action === 'score') {
    const [{ scoreVmFault }, { scoreLine }] = await Promise.all([import('./vm-score.ts'), import('./score.ts')]);
    for (const id of args) console.log(scoreLine(await scoreVmFault(id)));
    await vmDown();
  } else return usage();
  console.log(`done in ${seconds(started)}`);
  return 0;
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

function usage(): number {
  console.error('usage: npm run lab -- COMMAND\n');
  for (const command of Object.values(COMMANDS)) console.error(`  ${command.usage.padEnd(24)} ${command.about}`);
  return 2;
}

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) return usage();
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof LabSkipped) {
      console.error(`LAB SKIPPED: ${error.message}; lab tests did NOT run`);
      return process.env['LAB_REQUIRED'] === '1' ? 1 : SKIPPED_EXIT;
    }
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
