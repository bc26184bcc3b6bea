import { styleText } from 'node:util';
import type { Severity } from '../model/finding.ts';
import type { Out } from './streams.ts';

/** How text stands out; plain where the output is not a terminal or NO_COLOR is set. */
export interface Style {
  strong(text: string, severity: Severity): string;
  faint(text: string): string;
}

const colour: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = {
  critical: 'red',
  warning: 'yellow',
  notice: 'cyan',
};

export const plain: Style = { strong: (text) => text, faint: (text) => text };

/** Colours for this stream, or none. */
export function styleFor(stream: Out): Style {
  if (stream.isTTY !== true || (process.env['NO_COLOR'] ?? '') !== '') return plain;
  return {
    strong: (text, severity) => styleText(['bold', colour[severity]], text, { validateStream: false }),
    faint: (text) => styleText('dim', text, { validateStream: false }),
  };
}
