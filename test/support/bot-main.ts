import process from 'node:process';
import { startSlack } from '../../src/start-slack.ts';
import { SPEED } from './bench-speed.ts';

process.exitCode = await startSlack(process.env, process.cwd(), SPEED);
