import process from 'node:process';

const [face = '', ...rest] = process.argv.slice(2);
const streams = { in: process.stdin, out: process.stdout, err: process.stderr };

process.exitCode = await run();

/** Picks a face; each loads only what it needs, so that judging pasted text starts no SSH and no Slack. */
async function run(): Promise<number> {
  switch (face) {
    case 'slack': {
      const { startSlack } = await import('./start-slack.ts');
      return startSlack(process.env, process.cwd());
    }
    case 'workbench': {
      const { startPractice } = await import('./start-workbench.ts');
      return startPractice(rest, process.env);
    }
    case 'explain': {
      const { explainCommand } = await import('./terminal/explain-command.ts');
      return explainCommand(rest, streams);
    }
    default: {
      const { runOnHosts } = await import('./start-terminal.ts');
      return runOnHosts(process.argv.slice(2), process.env, process.cwd(), streams);
    }
  }
}
