/** The directives looked at, in lower case; none of them holds a secret. Of everything else at most the name, and the names of variables it uses, leave the host. */
export const wantedDirectives = [
  'listen listenbacklog serverroot servername documentroot user group pidfile define undefine loadmodule defaultruntimedir scoreboardfile',
  'serverlimit threadlimit threadsperchild startservers minspareservers maxspareservers minsparethreads maxsparethreads maxrequestworkers maxclients',
  'maxconnectionsperchild maxrequestsperchild asyncrequestworkerfactor maxmemfree threadstacksize gracefulshutdowntimeout coredumpdirectory',
  'timeout keepalive keepalivetimeout maxkeepaliverequests requestreadtimeout limitrequestbody limitrequestfields limitrequestfieldsize limitrequestline servertokens serversignature traceenable extendedstatus protocols',
  'sslengine sslcertificatefile sslcertificatekeyfile sslcertificatechainfile sslpassphrasedialog sslusestapling',
  'errorlog customlog transferlog globallog loglevel mutex acceptmutex lockfile',
  'proxypass proxypassmatch proxytimeout proxyset balancermember sethandler',
]
  .join(' ')
  .split(' ');

/** Containers whose lines are needed to tell where a directive applies. */
export const wantedSections =
  'virtualhost|ifmodule|ifdefine|ifversion|iffile|ifdirective|ifsection|location|locationmatch|directory|directorymatch|files|filesmatch|proxy|proxymatch|if|elseif|else|limit|limitexcept|macro';
