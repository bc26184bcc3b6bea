import { LogLevel } from '@slack/logger';
import { describe, expect, it } from 'vitest';
import { boltLogger } from './logger.ts';

function recorded() {
  const lines: { level: string; details: object; message: string }[] = [];
  const at = (level: string) => (details: object, message: string) => void lines.push({ level, details, message });
  return { lines, logger: boltLogger({ info: at('info'), warn: at('warn'), error: at('error') }) };
}

describe('boltLogger', () => {
  it('passes words and the error on', () => {
    const { lines, logger } = recorded();
    const error = new Error('lost');

    logger.warn('socket', 2, error);

    expect(lines).toEqual([{ level: 'warn', details: { from: 'bolt', err: error }, message: 'socket 2' }]);
  });

  it('never writes debug lines, whatever level is asked for', () => {
    const { lines, logger } = recorded();

    logger.setLevel(LogLevel.DEBUG);
    logger.debug('response_url', 'https://hooks.slack.example/secret');

    expect(lines).toEqual([]);
    expect(logger.getLevel()).toBe(LogLevel.INFO);
  });

  it('shows neither payloads nor tokens', () => {
    const { lines, logger } = recorded();

    logger.error('failed with xoxb-1234567890-abcdef', { command: '/apache', token: 'secret' });

    expect(lines[0]?.message).toBe('failed with [redacted] [object]');
  });
});
