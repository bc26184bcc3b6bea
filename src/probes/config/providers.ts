/** Directives people use most, by the module that provides them; for "Invalid command" (manual: directive quick reference). */
const byModule: Readonly<Record<string, string>> = {
  rewrite: 'RewriteEngine RewriteRule RewriteCond RewriteBase RewriteMap RewriteOptions',
  ssl: 'SSLEngine SSLCertificateFile SSLCertificateKeyFile SSLCertificateChainFile SSLProtocol SSLCipherSuite SSLHonorCipherOrder SSLOptions SSLProxyEngine SSLProxyVerify SSLVerifyClient SSLCACertificateFile SSLSessionCache SSLUseStapling SSLStaplingCache SSLRequireSSL SSLPassPhraseDialog SSLSessionTickets SSLOpenSSLConfCmd SSLProxyCheckPeerName SSLProxyCheckPeerCN',
  headers: 'Header RequestHeader',
  expires: 'ExpiresActive ExpiresDefault ExpiresByType',
  deflate: 'DeflateCompressionLevel DeflateFilterNote DeflateBufferSize DeflateMemLevel',
  filter: 'AddOutputFilterByType FilterDeclare FilterProvider FilterChain',
  proxy:
    'ProxyPass ProxyPassReverse ProxyPassMatch ProxyRequests ProxyPreserveHost ProxyTimeout ProxyVia ProxySet BalancerMember <Proxy ProxyErrorOverride ProxyAddHeaders ProxyPassReverseCookiePath ProxyPassReverseCookieDomain NoProxy',
  proxy_fcgi: 'ProxyFCGIBackendType ProxyFCGISetEnvIf',
  proxy_html: 'ProxyHTMLEnable ProxyHTMLURLMap ProxyHTMLLinks ProxyHTMLExtended',
  access_compat: 'Order Allow Deny Satisfy',
  authz_core: 'Require AuthMerging <RequireAll <RequireAny <RequireNone AuthzProviderAlias',
  authn_core: 'AuthType AuthName',
  authn_file: 'AuthUserFile',
  auth_basic: 'AuthBasicProvider AuthBasicAuthoritative',
  auth_digest: 'AuthDigestProvider AuthDigestDomain',
  authz_groupfile: 'AuthGroupFile',
  authnz_ldap: 'AuthLDAPURL AuthLDAPBindDN AuthLDAPBindPassword AuthLDAPGroupAttribute',
  ldap: 'LDAPTrustedGlobalCert LDAPSharedCacheSize LDAPVerifyServerCert',
  alias: 'Alias ScriptAlias Redirect RedirectMatch AliasMatch ScriptAliasMatch RedirectPermanent RedirectTemp',
  dir: 'DirectoryIndex FallbackResource DirectorySlash',
  autoindex:
    'IndexOptions AddIcon AddIconByType AddIconByEncoding DefaultIcon ReadmeName HeaderName IndexIgnore IndexStyleSheet AddDescription',
  mime: 'AddType AddHandler AddOutputFilter AddEncoding AddLanguage AddCharset TypesConfig RemoveHandler RemoveType',
  mime_magic: 'MIMEMagicFile',
  negotiation: 'LanguagePriority ForceLanguagePriority',
  env: 'SetEnv UnsetEnv PassEnv',
  setenvif: 'SetEnvIf SetEnvIfNoCase BrowserMatch BrowserMatchNoCase SetEnvIfExpr',
  status: 'ExtendedStatus SeeRequestTail',
  info: 'AddModuleInfo',
  log_config: 'LogFormat CustomLog TransferLog BufferedLogs GlobalLog',
  log_forensic: 'ForensicLog',
  dumpio: 'DumpIOInput DumpIOOutput',
  userdir: 'UserDir',
  cgid: 'ScriptSock CGIDScriptTimeout',
  suexec: 'SuexecUserGroup',
  reqtimeout: 'RequestReadTimeout',
  ratelimit: 'RateLimit',
  remoteip: 'RemoteIPHeader RemoteIPInternalProxy RemoteIPTrustedProxy RemoteIPProxyProtocol',
  cache: 'CacheEnable CacheDisable CacheDefaultExpire CacheQuickHandler CacheLock',
  cache_disk: 'CacheRoot CacheDirLevels CacheDirLength',
  substitute: 'Substitute SubstituteMaxLineLength',
  ext_filter: 'ExtFilterDefine ExtFilterOptions',
  include: 'SSIErrorMsg SSITimeFormat XBitHack',
  dav: 'Dav DavDepthInfinity DavMinTimeout',
  dav_fs: 'DavLockDB',
  http2: 'H2Direct H2Push H2MaxSessionStreams H2MinWorkers H2MaxWorkers H2ModernTLSOnly H2Upgrade',
  md: 'MDomain MDCertificateAgreement MDContactEmail <MDomainSet MDPrivateKeys',
  macro: '<Macro Use UndefMacro',
  vhost_alias: 'VirtualDocumentRoot VirtualScriptAlias',
  session: 'Session SessionMaxAge SessionEnv',
  lua: 'LuaHookFixups LuaScope LuaMapHandler',
  unixd: 'User Group ChrootDir',
  so: 'LoadModule LoadFile',
  php: 'php_value php_flag php_admin_value php_admin_flag PHPIniDir',
  wsgi: 'WSGIScriptAlias WSGIDaemonProcess WSGIProcessGroup WSGIPythonHome WSGIApplicationGroup',
  security2: 'SecRuleEngine SecRule SecAction SecAuditLog SecRequestBodyAccess SecDataDir SecRuleRemoveById',
  evasive20: 'DOSHashTableSize DOSPageCount DOSSiteCount DOSBlockingPeriod',
  passenger: 'PassengerRoot PassengerRuby PassengerEnabled',
  jk: 'JkMount JkWorkersFile JkLogFile JkShmFile',
  fcgid: 'FcgidMaxRequestLen FcgidWrapper FcgidIPCDir FcgidConnectTimeout',
  pagespeed: 'ModPagespeed',
  qos: 'QS_ClientEntries QS_SrvMaxConnPerIP',
  perl: 'PerlModule PerlRequire PerlSetVar PerlResponseHandler',
};

/** Directives that 2.4 no longer has, and what to do instead. */
const gone: Readonly<Record<string, string>> = {
  acceptmutex: 'it was replaced by Mutex in 2.4',
  lockfile: 'it was replaced by Mutex in 2.4',
  sslmutex: 'it was replaced by Mutex in 2.4',
  defaulttype: 'it has no effect in 2.4 beyond "none"',
  namevirtualhost: 'it is not needed since 2.4',
  rewritelog: 'it was replaced by LogLevel rewrite:traceN in 2.4',
  rewriteloglevel: 'it was replaced by LogLevel rewrite:traceN in 2.4',
};

const modules = new Map(
  Object.entries(byModule).flatMap(([module, names]) =>
    names.split(' ').map((name): [string, string] => [name.toLowerCase(), `mod_${module}`]),
  ),
);

/** The module that provides a directive, such as `mod_rewrite`; undefined for what is not known here, most likely a typing error. */
export function providerOf(directive: string): string | undefined {
  return modules.get(directive.toLowerCase());
}

/** Why 2.4 does not know a directive of 2.2; undefined for others. */
export function whyGone(directive: string): string | undefined {
  return gone[directive.toLowerCase()];
}

/** The known directive nearest to a misspelled one: at most two letters off, or two neighbours swapped. */
export function nearestDirective(word: string): string | undefined {
  const wanted = word.toLowerCase();
  if (wanted.length > 60) return undefined;
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const names of [...Object.values(byModule), core])
    for (const name of names.split(' ')) {
      if (Math.abs(name.length - wanted.length) > 2) continue;
      const distance = distanceOf(name.toLowerCase(), wanted);
      if (distance <= 2 && (best === undefined || distance < best.distance)) best = { name, distance };
    }
  return best?.name;
}

const core =
  'KeepAlive KeepAliveTimeout MaxKeepAliveRequests Timeout Listen ListenBackLog ServerName ServerAlias ServerAdmin ServerRoot DocumentRoot ErrorLog LogLevel Options AllowOverride <Directory <VirtualHost <Location <Files <IfModule Include IncludeOptional ServerTokens ServerSignature HostnameLookups LimitRequestBody MaxRequestWorkers ServerLimit ThreadsPerChild ThreadLimit StartServers MinSpareServers MaxSpareServers MinSpareThreads MaxSpareThreads MaxConnectionsPerChild PidFile Mutex Define ErrorDocument SetHandler AccessFileName FileETag EnableSendfile Protocols TraceEnable CoreDumpDirectory GracefulShutdownTimeout';

/** Letters to change, add, drop or swap (optimal string alignment). */
function distanceOf(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) row.push(least(one, other, i, j, [before, last, row]));
    before = last;
    last = row;
  }
  return last[other.length] ?? FAR;
}

const FAR = 99;

function least(
  one: string,
  other: string,
  i: number,
  j: number,
  [before, last, row]: readonly [readonly number[], readonly number[], readonly number[]],
): number {
  const same = one[i - 1] === other[j - 1] ? 0 : 1;
  const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? (before[j - 2] ?? FAR) + 1 : FAR;
  return Math.min((last[j] ?? FAR) + 1, (row[j - 1] ?? FAR) + 1, (last[j - 1] ?? FAR) + same, swapped);
}
