import { defined } from '../../lib/defined.ts';
// Per port, as our section prints it:
//   == request http://127.0.0.1:80/
//   HTTP/1.1 200 OK
//   Server: Apache/2.4.71 (Debian)
//   == http 200 connect 0.000083 total 0.001199 exit 0
// A request without an answer has curl's own sentence and `== http 000 … exit 28`.
import { Unrecognised } from '../../model/source.ts';
import type { RequestAnswer, RequestFacts } from './request-facts.ts';

/** Reads how each request ended. @throws {Unrecognised} */
export function parseRequests(text: string): RequestFacts {
  if (/^== no client$/m.test(text)) throw new Unrecognised('curl is not installed', 'not-installed');
  if (/^== no port$/m.test(text)) throw new Unrecognised('no open port of Apache found', 'failed');
  const answers = text
    .split(/^(?=== request )/m)
    .map(answerOf)
    .filter((answer) => answer !== undefined);
  if (answers.length === 0) throw new Unrecognised('no request was made');
  return { answers };
}

function answerOf(part: string): RequestAnswer | undefined {
  const url = /^== request (https?:\/\/\S+?:(\d{1,5})\/)$/m.exec(part);
  if (url?.[1] === undefined) return undefined;
  const end = /^== http (\d{3}) connect ([\d.]+) total ([\d.]+) exit (?:\d+ )?(\d+)$/m.exec(part);
  const failure = /^curl: \((\d+)\).*$/m.exec(part);
  const http = Number(end?.[1] ?? 0);
  const connectSeconds = Number(end?.[2] ?? 0);
  const exit = Number(failure?.[1] ?? end?.[4] ?? 28);
  const server = /^server: *(.{1,200}?)\s*$/im.exec(part)?.[1];
  return {
    url: url[1],
    port: Number(url[2]),
    connected: http > 0 || connectSeconds > 0 || [35, 52, 56, 60].includes(exit),
    answered: http > 0,
    ...(http > 0 ? { http } : {}),
    connectSeconds,
    totalSeconds: Number(end?.[3] ?? 0),
    ...defined({ server }),
    exit,
    line: failure?.[0] ?? end?.[0] ?? url[0],
  };
}
