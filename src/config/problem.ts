/** One thing wrong with the settings, and how to mend it. */
export interface Problem {
  readonly setting: string;
  readonly problem: string;
  readonly mend: string;
}

/** All problems as one message for the terminal. */
export function problemText(problems: readonly Problem[]): string {
  const lines = problems.map(({ setting, problem, mend }) => `  • ${setting}: ${problem}\n    → ${mend}`);
  return `Cannot start: ${problems.length} ${problems.length === 1 ? 'setting needs' : 'settings need'} mending.\n${lines.join('\n')}\n`;
}
