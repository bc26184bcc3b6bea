import { captureOf } from '../../src/diagnosis/collect.ts';
import type { SectionAnswer } from '../../src/model/ports.ts';
import type { RecordedSection } from '../../src/workbench/practice/recording.ts';
import { practicePath, storeRecording } from '../support/recording-store.ts';
import { type Eyes, originOf } from './eyes.ts';
import { exec, provoke } from './lab.ts';

/** Provokes a fault and stores everything the probes see as a practice host, cleaned and redacted as every capture is. */
export async function captureFault(eyes: Eyes, fault: string, host: string, name: string): Promise<string> {
  const { title } = await provoke(fault, host);
  return store(eyes, host, name, { title, origin: await originOf(host, fault) });
}

/** Runs a command as root after a capture and stores how the host is then: the recording of a change. */
export async function captureAfter(
  eyes: Eyes,
  host: string,
  name: string,
  { command, title }: { readonly command: readonly string[]; readonly title: string },
): Promise<string> {
  await exec(host, command);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return store(eyes, host, `${name}-after`, { title, origin: await originOf(host, command.join(' ')) });
}

async function store(
  eyes: Eyes,
  host: string,
  name: string,
  about: { readonly title: string; readonly origin: string },
): Promise<string> {
  const { answers } = await eyes.record(host);
  return storeRecording(practicePath(name), { ...about, sections: sectionsOf(answers) });
}

/** Answers as they are stored: cleaned and redacted. */
export function sectionsOf(answers: ReadonlyMap<string, SectionAnswer>): Readonly<Record<string, RecordedSection>> {
  return Object.fromEntries(
    [...answers].map(([id, answer]) => {
      const { exit, durationMs, cut, timedOut } = answer;
      return [id, { exit, durationMs, cut, timedOut, text: captureOf(answer).text }];
    }),
  );
}
