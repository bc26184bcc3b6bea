/** A text from a public tracker that nobody had tried, as it was judged the one time before anything was changed for it. */
interface Paste {
  readonly name: string;
  /** `right` = the cause led; `shown` = the line was put on the table as one that no rule knows; `missed` = it was not read. None was called healthy. */
  readonly first: 'right' | 'shown' | 'missed';
  readonly said: string;
  readonly since?: string;
}

const date = '2026-12-01';
const htaccess = 'the cause leads (htaccess-error)';

const pastes: readonly Paste[] = [
  { name: 'Mastodon: no protocol handler for a WebSocket address', first: 'right', said: 'module-load-failed' },
  { name: 'Cachet: <IfModule not allowed in .htaccess', first: 'shown', said: 'unexplained-errors', since: htaccess },
  { name: 'Blue-Stats: unknown directive in .htaccess', first: 'shown', said: 'unexplained-errors', since: htaccess },
  { name: 'mod_wsgi: a daemon process does not answer in time', first: 'shown', said: 'unexplained-errors' },
  { name: 'mod_wsgi: answer cut off, and a segmentation fault', first: 'right', said: 'segfault' },
  { name: 'Nextcloud: no issuer certificate for stapling', first: 'shown', said: 'unexplained-errors' },
  { name: 'Streama: (103) from a backend', first: 'right', said: 'backend-reset' },
  { name: 'pm2: 2.2’s words without time and level', first: 'right', said: 'backend-reset' },
  {
    name: 'nickel.rs: the text of a timeout without its number',
    first: 'missed',
    said: 'refused as another kind of text',
    since: 'shown',
  },
  { name: 'mod_h2: a status line that cannot be parsed', first: 'shown', said: 'unexplained-errors' },
  { name: 'uWSGI: DNS lookup failure for garbage', first: 'shown', said: 'unexplained-errors' },
  { name: 'Drupal VM: systemctl status of a unit that failed', first: 'right', said: 'unit-failed' },
  { name: 'a torrent set-up: envvars and a missing certificate', first: 'right', said: 'ssl-config-failed' },
  {
    name: 'ManageIQ: EnvironmentFile missing, wrapped in mid-word',
    first: 'shown',
    said: 'start-failed without its reason',
  },
  { name: 'Kali: the server program is gone', first: 'shown', said: 'unexplained-errors leads with the very line' },
  { name: 'Indico: RHEL 7’s words for a start that failed', first: 'right', said: 'start-failed' },
  { name: 'python.org: port taken, in a journal', first: 'right', said: 'port-conflict' },
  {
    name: 'Ampache: supervisord gave up',
    first: 'missed',
    said: 'refused as another kind of text',
    since: 'shown',
  },
  { name: 'ISPConfig: the panel’s own log', first: 'missed', said: 'refused as another kind of text' },
  {
    name: 'WPScan: rewriting without FollowSymLinks, wrapped',
    first: 'shown',
    said: 'unexplained-errors',
    since: htaccess,
  },
  { name: 'PacketFence: stapling, behind a prefix of its own', first: 'shown', said: 'unexplained-errors' },
  { name: 'Nextcloud: .htaccess, then a stop', first: 'shown', said: 'unexplained-errors', since: htaccess },
  { name: 'FreshRSS: an unknown LogFormat directive, docker logs', first: 'right', said: 'config-syntax-error' },
  { name: 'GestióIP: a missing include, two files deep', first: 'right', said: 'config-syntax-error' },
  { name: 'Virtualmin: a section without its bracket, localised journal', first: 'right', said: 'config-syntax-error' },
  {
    name: 'Open Semantic Search: a path in the place of a directive',
    first: 'right',
    said: 'config-unknown-directive',
  },
  { name: 'Void Linux: LanguagePriority, behind a prompt', first: 'right', said: 'config-unknown-directive' },
  { name: 'yii2: docker’s clock, and the reason cut off', first: 'right', said: 'config-syntax-error' },
  { name: 'docker httpd: port taken, compose', first: 'right', said: 'port-conflict' },
  { name: 'devenv: port taken, 2.2 and an init script', first: 'right', said: 'port-conflict' },
  { name: 'clamp: port taken, macOS', first: 'right', said: 'port-conflict' },
  { name: 'ISPConfig installer: port taken, behind the init script’s words', first: 'right', said: 'port-conflict' },
  {
    name: 'CRS: blocked by ModSecurity, as docker’s window exports it',
    first: 'missed',
    said: 'refused as another kind of text',
    since: 'shown',
  },
  { name: 'SourceBans: a warning of ModSecurity', first: 'shown', said: 'unexplained-errors' },
  {
    name: 'mod_wsgi: no answer in time, the first line cut at its beginning',
    first: 'shown',
    said: 'unexplained-errors',
  },
  { name: 'mod_wsgi: the client’s data could not be read', first: 'shown', said: 'unexplained-errors' },
  { name: 'sous-chefs: crashes with a core, and AH00546', first: 'right', said: 'segfault' },
  { name: 'mod_h2: crashes, without module and pid', first: 'right', said: 'segfault' },
  { name: 'Unified Streaming: crashes in a container', first: 'right', said: 'segfault' },
  { name: 'php-src: crashes and AH10392', first: 'right', said: 'segfault' },
  { name: 'Dataverse: SELinux denials, wrapped in mid-word', first: 'missed', said: 'refused as another kind of text' },
  { name: 'Fedora QA: the configuration may not be read', first: 'right', said: 'config-syntax-error' },
  {
    name: 'Webmin: no protocol handler for a path',
    first: 'right',
    said: 'module-load-failed, with a gap where the name should be',
    since: 'says what is missing',
  },
  { name: 'webdevops: FastCGI header not read, without errno', first: 'shown', said: 'unexplained-errors' },
];

/** The chapter of the scoreboard about pastes nobody had tried. */
export function pastesChapter(): string {
  const count = (first: Paste['first']): number => pastes.filter((one) => one.first === first).length;
  return [
    '',
    '## Pastes nobody had tried',
    '',
    `Texts from public trackers, shortened, judged once by \`explain\` on ${date}, before anything was changed for them: **${count('right')} of ${pastes.length}** right, ${count('shown')} shown as what no rule knows, ${count('missed')} not read, none called healthy.`,
    '',
    '| paste | first score | what was said | since |',
    '| --- | --- | --- | --- |',
    ...pastes.map(({ name, first, said, since = '' }) => `| ${name} | ${first} | ${said} | ${since} |`),
    '',
  ].join('\n');
}
