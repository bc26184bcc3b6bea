import { Buffer } from 'node:buffer';
import { writeFile } from 'node:fs/promises';
import { cleanText, oneLine } from '../lib/hostile-text.ts';
import type { Delivered, Face, Sent, ThreadFile, Unsent } from '../model/face/face.ts';
import { formOf, type Message } from '../model/face/message.ts';
import { Conversation, MessageRef } from '../model/face/places.ts';
import { type Printed, printsOf } from './prints.ts';
import { type ExitCode, exitCodes, type Out, type Streams } from './streams.ts';

/** The one conversation of a terminal. */
export const terminal = Conversation.parse('terminal');

/** How a terminal shows what it is told. */
export interface TerminalOptions {
  /** One JSON document in the place of the text. */
  readonly json?: boolean | undefined;
  /** The file that a picture is written to. */
  readonly png?: string | undefined;
  /** The account at the terminal. */
  readonly person: string;
}

/** A terminal as a place where the bot talks with one person; `end` writes what is left and says how it went. */
export interface TerminalFace extends Face {
  end(): ExitCode;
}

/** Talks with whoever sits at a terminal: what is said is written one below the other, and nobody can decide anything. */
export function createTerminalFace(streams: Streams, { json, png, person }: TerminalOptions): TerminalFace {
  const prints = printsOf(streams.out);
  let exit: ExitCode = exitCodes.fine;
  let lines = 0;
  /** What is told as JSON, until nothing more can belong to it. */
  let pending: { readonly document: object; readonly files: ThreadFile[] } | undefined;
  let after: Message['kind'] | undefined;

  return {
    surface: 'terminal',
    decides: false,
    post: async (_place, message) => said(message),
    edit: async (at, message) => {
      const sent = said(message);
      return sent.sent ? { sent: true, ref: at } : sent;
    },
    progress: (_at, message) => void said(message),
    ask: async () => impossible('nobody can decide in a terminal'),
    whisper: async (to, message) => {
      if (to.person !== person) return impossible(`only ${person} is at this terminal`);
      const sent = said(message);
      return sent.sent ? { sent: true } : sent;
    },
    attach: async (_thread, file) => attached(file),
    link: async () => undefined,
    conversationOf: () => terminal,
    end() {
      flush();
      return exit;
    },
  };

  function said(message: Message): Sent {
    return delivered(() => {
      const printed = formOf<Printed, Message['kind']>(prints, message);
      if (Object.keys(printed).length === 0) return;
      flush();
      exit = printed.exit ?? exit;
      after = message.kind;
      if (printed.err !== undefined) streams.err.write(printed.err);
      if (json === true && printed.json !== undefined) pending = { document: printed.json, files: [] };
      else if (printed.out !== undefined) streams.out.write(printed.out);
    });
  }

  async function attached(file: ThreadFile): Promise<Delivered> {
    try {
      if ('bytes' in file) await picture(file.bytes);
      else if (pending !== undefined && file.aside !== true) pending.files.push(file);
      else if (pending === undefined && file.aside !== true) streams.out.write(fileText(file.title, file.text));
      return { sent: true };
    } catch (error) {
      return unsent(error);
    }
  }

  /** The numbers of a watch stand right below what is said of them; other files have a title. */
  function fileText(title: string, text: string): string {
    return after === 'watching'
      ? `
${cleanText(text)}`
      : `
----- ${oneLine(title)}
${cleanText(text)}
`;
  }

  async function picture(bytes: Uint8Array): Promise<void> {
    if (png === undefined) return;
    await writeFile(png, Buffer.from(bytes));
    streams.err.write(`The picture is in ${png}\n`);
  }

  function flush(): void {
    if (pending === undefined) return;
    const { document, files } = pending;
    pending = undefined;
    const attachments = 'attachments' in document ? { attachments: files } : {};
    writeJson(streams.out, { ...document, ...attachments });
  }

  function delivered(write: () => void): Sent {
    try {
      write();
      lines += 1;
      return { sent: true, ref: MessageRef.parse({ line: String(lines) }) };
    } catch (error) {
      return unsent(error);
    }
  }
}

function writeJson(out: Out, value: unknown): void {
  out.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

function impossible(detail: string): Unsent {
  return { sent: false, reason: 'impossible', detail };
}

/** A terminal that is gone takes nothing, so nothing was said. */
function unsent(error: unknown): Unsent {
  return { sent: false, reason: 'not-sent', detail: error instanceof Error ? error.message : String(error) };
}
