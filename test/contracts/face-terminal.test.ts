import { createTerminalFace, terminal } from '../../src/terminal/face.ts';
import type { Out } from '../../src/terminal/streams.ts';
import { type FaceWorld, faceContract } from './face.ts';

/** A terminal somebody reads; what is written to one stream or the other stands in one order. */
async function open(): Promise<FaceWorld> {
  const written: string[] = [];
  let gone = false;
  const out: Out = {
    write(text) {
      if (gone) throw new Error('EPIPE');
      written.push(text);
    },
  };
  const face = createTerminalFace({ in: (async function* none() {})(), out, err: out }, { person: 'kim' });
  const told = (person: string) => (person === 'kim' ? written : []);
  return {
    face,
    conversation: terminal,
    person: 'kim',
    other: 'robin',
    seen: () => written,
    told,
    files: () =>
      [...written.join('').matchAll(/^----- (.*)\n([\s\S]*?)(?=\n-----|$(?![\s\S]))/gm)].map(
        ([, title = '', content = '']) => ({ title, content }),
      ),
    hostile: { text: 'a\u001b[31mb\u202ec\u0007', alive: /\u001b|\u202e|\u0007/ },
    raw: () => written.join(''),
    leave: async () => {
      gone = true;
    },
    close: async () => undefined,
  };
}

faceContract('a terminal', open);
