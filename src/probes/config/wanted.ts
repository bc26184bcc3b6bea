import { directiveNames } from '../../model/directives.ts';

/** Directives that something is judged by, besides those that can be changed. */
const judged = [
  'listen serverroot servername documentroot user group pidfile define undefine loadmodule defaultruntimedir scoreboardfile',
  'maxmemfree threadstacksize coredumpdirectory extendedstatus protocols',
  'sslengine sslcertificatefile sslcertificatekeyfile sslcertificatechainfile sslpassphrasedialog sslusestapling',
  'errorlog customlog transferlog globallog loglevel mutex acceptmutex lockfile',
  'proxypass proxypassmatch proxyset balancermember sethandler',
];

/**
 * The directives looked at, in lower case; none of them holds a secret. Of everything else at most the name, and the names of variables it uses, leave the
 * host. Whatever can be changed is among them: the look behind an edit must find it again, or the edit is put back.
 */
export const wantedDirectives: readonly string[] = [...judged.join(' ').split(' '), ...directiveNames];

/** Containers whose lines are needed to tell where a directive applies. */
export const wantedSections =
  'virtualhost|ifmodule|ifdefine|ifversion|iffile|ifdirective|ifsection|location|locationmatch|directory|directorymatch|files|filesmatch|proxy|proxymatch|if|elseif|else|limit|limitexcept|macro';
