import { bindRule } from './port-rule.ts';

export const bindPermissionDenied = bindRule({
  id: 'bind-permission-denied',
  title: 'A bind was not permitted',
  kind: 'problem',
  answers: ['ports', 'preflight'],
  cause:
    'EACCES (13): httpd was not started by root (ports below 1024 need root or CAP_NET_BIND_SERVICE), or SELinux does not label this port for httpd (http_port_t).',
  remedy:
    'Start it through its unit. On SELinux hosts look for the denial in the audit log and label the port (`semanage port -a -t http_port_t -p tcp PORT`).',
  errnos: [13],
  summary: ({ where }) => `Apache may not bind to ${where}: permission denied.`,
});
