import { describe, expect, it } from 'vitest';
import { typedText } from './pasted-text.ts';

describe('a line as it was typed', () => {
  it.each([
    ['diagnose <http://web-03|web-03>', 'diagnose web-03'],
    ['diagnose <https://web-03>', 'diagnose web-03'],
    ['diagnose <https://db.example.com/|db.example.com>.', 'diagnose db.example.com.'],
    ['<@U0BOT> diagnose web-03', '  diagnose web-03'],
    ['<@U0BOT|oncall>: diagnose web-03', ' : diagnose web-03'],
    ['<@U0BOT> freeze <@U0ALEX> deploys', '  freeze   deploys'],
    ['logs web-03 --grep "a &lt; b &amp; c"', 'logs web-03 --grep "a < b & c"'],
    ['<@U0BOT>', ' '],
    ['<http://', '<http://'],
  ])('%s', (said, typed) => {
    expect(typedText(said)).toBe(typed);
  });
});
