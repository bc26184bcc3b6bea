/** One thing wrong with the settings, and how to fix it. */
export interface Problem {
  readonly setting: string;
  readonly problem: string;
  readonly fix: string;
}

/** All problems as one message for the terminal. */
export function problemText(problems: readonly Problem[]): string {
  const lines = problems.map(({ setting, problem, fix }) => `  • ${setting}: ${problem}\n    → ${fix}`);
  return `Cannot start: ${problems.length} ${problems.length === 1 ? 'setting needs' : 'settings need'} fixing.\n${lines.join('\n')}\n`;
}
