import { bindRule } from './port-rule.ts';

export const portConflict = bindRule({
  id: 'port-conflict',
  title: 'A bind failed because the port is taken',
  kind: 'problem',
  answers: ['ports', 'preflight'],
  cause:
    'EADDRINUSE (98; 48 on BSD): something listens there already. That is another program, a second Apache, children of a dead parent, or two Listen lines of the configuration itself; never the remains of a dead process, whose sockets the kernel closes.',
  remedy:
    'See who listens (the ports check names program and unit), and stop that unit if it should not be there; never kill a process by port.',
  runbook: 'ports',
  errnos: [98, 48],
  summary: ({ where, overlap }) =>
    `Apache could not bind to ${where}: the address is already in use${overlap === undefined ? '' : `, and ${overlap} overlap in its own configuration`}.`,
  advice: ({ overlap }) =>
    overlap === undefined
      ? undefined
      : `The configuration asks for ${overlap}, which cannot both bind: keep one of them, then start.`,
});
