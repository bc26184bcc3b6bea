import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, cutText, oneLine } from './hostile-text.ts';

const esc = String.fromCharCode(27);

describe('cleanText', () => {
  it.each([
    ['colours', `${esc}[31mred${esc}[0m`, 'red'],
    ['a window title', `${esc}]0;owned\u0007text`, 'text'],
    ['a terminal link', `${esc}]8;;http://evil.example${esc}\\click${esc}]8;;${esc}\\`, 'click'],
    ['a direction override', 'web\u202e10-', 'web\\u{202e}10-'],
    ['zero width spaces', 'a\u200bb', 'a\\u{200b}b'],
    ['a bell', 'a\u0007b', 'a\\u{7}b'],
    ['carriage returns', 'a\r\nb\rc', 'a\nb\nc'],
    ['C1 controls', 'a\u009bb', 'a\\u{9b}b'],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['tag characters', 'a\u{e0041}b', 'a\\u{e0041}b'],
  ])('makes %s visible or takes them away', (_name, text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });

  it('leaves nothing invisible and is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = cleanText(text);
        expect(clean).not.toMatch(/[\p{Cf}\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u);
        expect(cleanText(clean)).toBe(clean);
      }),
    );
  });
});

describe('cutText', () => {
  it('never splits a code point and never exceeds the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, most) => {
        const cut = cutText(text, most);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('oneLine', () => {
  it('shows where lines were broken', () => {
    expect(oneLine('a\n  b\tc\n')).toBe('a ⏎ b c ⏎');
  });
});
