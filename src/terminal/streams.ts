/** Where text goes: a terminal, a pipe or a file. */
export interface Out {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Where a terminal command reads and writes. */
export interface Streams {
  readonly in: AsyncIterable<Buffer | string>;
  readonly out: Out;
  readonly err: Out;
}

/** 0 nothing wrong; 1 something wrong was found; 2 the call or the settings are wrong; 3 it could not be seen. */
export const exitCodes = { fine: 0, wrong: 1, usage: 2, unseen: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
