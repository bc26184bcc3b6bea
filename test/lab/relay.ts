import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

/* Runs inside the laboratory's network: `relay.ts FOLDER NAME=ADDRESS:PORT…` serves FOLDER/NAME until its standard input ends. */
const [folder = '', ...targets] = process.argv.slice(2);
for (const target of targets) {
  const [name = '', place = ''] = target.split('=');
  const [host = '', port = ''] = place.split(':');
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ host, port: Number(port), allowHalfOpen: true });
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(join(folder, name));
  await once(server, 'listening');
}
process.stdout.write('ready\n');
process.stdin.resume();
await once(process.stdin, 'end');
process.exit(0);
