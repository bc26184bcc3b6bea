import { flushCompileCache } from 'node:module';
import process from 'node:process';
import { startSlack } from '../../src/start-slack.ts';
import { SPEED } from './bench-speed.ts';

/* Who is killed writes no cache at its end, and compiling takes most of the time of a start. */
flushCompileCache();
process.exitCode = await startSlack(process.env, process.cwd(), SPEED);
