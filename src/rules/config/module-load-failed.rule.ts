import { failedModule, sortOf } from '../../probes/config/sorts.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { configRule, placeOf } from './config-rule.ts';

/** Which part of mod_proxy serves a scheme (mod_proxy manual page). */
const submodules: Readonly<Record<string, string>> = {
  http: 'mod_proxy_http',
  https: 'mod_proxy_http',
  h2: 'mod_proxy_http2',
  h2c: 'mod_proxy_http2',
  ajp: 'mod_proxy_ajp',
  fcgi: 'mod_proxy_fcgi',
  scgi: 'mod_proxy_scgi',
  uwsgi: 'mod_proxy_uwsgi',
  ws: 'mod_proxy_wstunnel',
  wss: 'mod_proxy_wstunnel',
  balancer: 'mod_proxy_balancer',
};

export const moduleLoadFailed = configRule({
  id: 'module-load-failed',
  title: 'A module could not be loaded',
  kind: 'problem',
  answers: ['configtest', 'preflight'],
  cause:
    'The file is missing (package removed, path wrong), damaged, built for another httpd or architecture, or needs a library or symbol that is not there, typically after an interrupted upgrade. "cannot open shared object file" may name a library of the module instead of the module.',
  remedy:
    'Install or reinstall the package that owns the file, or take its LoadModule line out; `ldd` on the file shows which library is missing.',
  isMine: (error) => sortOf(error) === 'module',
  others(all) {
    const refused = selectBy(['AH01177'], /^(?:[\w./-]{1,60}: )?Cannot load \S{1,500} into server: /)(all);
    return refused.length > 0 ? refused : selectBy(['AH01144'])(all);
  },
  describe(error, count) {
    const scheme = /^No protocol handler was valid for the URL .{0,1500}\(scheme '(\w{1,12})'\)/.exec(
      error.reason,
    )?.[1];
    if (scheme !== undefined)
      return {
        summary: `No loaded module can proxy to ${scheme}:// addresses${submodules[scheme] === undefined ? '' : `: ${submodules[scheme]} is missing`}.`,
        severity: 'warning',
        explains: ['error-rate-high'],
        facts: { count, module: submodules[scheme], reason: `no protocol handler for scheme ${scheme}` },
      };
    const missing = /: is (mod_\w{1,40}) loaded\?/.exec(error.reason)?.[1];
    if (missing !== undefined)
      return {
        summary: `The module ${missing} is needed by the configuration and not loaded: ${error.reason.slice(0, 200)}`,
        facts: { count, module: missing, reason: error.reason },
      };
    const url = /^No protocol handler was valid for the URL (\/\S{0,200}?)\.? ?(?:If you|\(scheme|$)/.exec(
      error.reason,
    )?.[1];
    if (url !== undefined)
      return {
        summary: `No module that is loaded handles ${url}, which the configuration passes to a proxy: the mod_proxy_… of its scheme is missing, such as mod_proxy_fcgi.`,
        severity: 'warning',
        explains: ['error-rate-high'],
        facts: { count, reason: 'no protocol handler' },
      };
    const failed = failedModule(error.reason);
    const path = failed?.path ?? '';
    const name = /([^/]+?)(?:\.so)?$/.exec(path)?.[1] ?? path;
    return {
      summary: `The module ${name} could not be loaded${placeOf(error)}: ${(failed?.reason ?? error.reason).slice(0, 200)}.`,
      facts: {
        count,
        module: name,
        path,
        reason: failed?.reason ?? error.reason,
        file: error.file,
        line: error.line,
      },
    };
  },
});
