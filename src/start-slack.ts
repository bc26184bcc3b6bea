import process from 'node:process';
import { pino } from 'pino';
import { startBot } from './app.ts';
import { loadConfig, loadTokens } from './config/config.ts';
import { unknownInRules } from './config/policy.ts';
import { problemText } from './config/problem.ts';
import { unknownInRollouts } from './config/rollouts.ts';
import { loadInventory } from './hosts/inventory.ts';
import { createSshTransport } from './hosts/transport.ts';
import { untilStopped } from './until-stopped.ts';

/** Runs the bot against Slack until it is told to end; a wrong setting stops the start with one message that lists all of them. `speed` is for tests, see {@link startBot}. */
export async function startSlack(environment: NodeJS.ProcessEnv, directory: string, speed = 1): Promise<number> {
  const config = loadConfig(environment, directory);
  const tokens = loadTokens(environment);
  const inventory = config.ok ? loadInventory(config.value.hostsPath, environment) : undefined;
  const problems = [
    ...(tokens.ok ? [] : tokens.problems),
    ...(config.ok ? [] : config.problems),
    ...(inventory?.ok === false ? inventory.problems : []),
    ...(config.ok && inventory?.ok === true
      ? [
          ...unknownInRules(config.value.approvals, inventory.value, config.value.settingsPath),
          ...unknownInRollouts(config.value.rollouts, inventory.value, config.value.settingsPath),
        ]
      : []),
  ];
  if (!config.ok || !tokens.ok || inventory?.ok !== true || problems.length > 0) {
    process.stderr.write(problemText(problems));
    return 2;
  }
  const log = pino({ level: config.value.logLevel });
  for (const warning of inventory.value.warnings) log.warn({ inventory: config.value.hostsPath }, warning);
  const transport = createSshTransport({ environment });
  const started = await startBot({
    config: config.value,
    tokens: tokens.value,
    inventory: inventory.value,
    transport,
    log,
    speed,
    onFault(error) {
      log.fatal({ err: error }, 'the record can no longer be written: ending, since nothing may happen unrecorded');
      process.exit(1);
    },
  });
  if (!started.ok) {
    process.stderr.write(`Cannot start: ${started.problem}\n`);
    return 1;
  }
  log.info({ hosts: inventory.value.hosts.length, record: config.value.recordPath }, 'listening');
  await untilStopped();
  await started.bot.stop();
  return 0;
}
