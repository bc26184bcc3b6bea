import type { LogEntry } from '../../model/log-entry.ts';

/** Linux errno values that httpd's `(errno)text:` prefix shows for exhausted resources: errno(3). */
export const errnos = {
  ENOENT: 2,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  EFBIG: 27,
  ENOSPC: 28,
  EROFS: 30,
  EIDRM: 43,
} as const;

/** True for a message of httpd itself (2.2 has no codes) whose text matches; never for what stands behind a client's address. */
export function says({ client, program, message }: LogEntry, pattern: RegExp): boolean {
  return client === undefined && program !== 'kernel' && program !== 'systemd' && pattern.test(message);
}

/** Codes of messages about a mutex: 2.4's own, mod_proxy's, the accept mutex of prefork, scoreboard and shared memory. */
const mutexCodes: readonly string[] = [
  'AH00021',
  'AH00022',
  'AH00023',
  'AH00024',
  'AH02478',
  'AH02479',
  'AH00144',
  'AH00155',
  'AH00001',
  'AH00004',
];

/** 2.2's words for a mutex that could not be made or taken, and 2.4 modules' for mutexes and shared memory. */
const mutexWords =
  /^(?:mod_\w+: )?(?:Couldn't create (?:the )?[\w -]{0,40}?(?:accept lock|mutex|lock)|couldn't grab the accept mutex|[Cc]ould not (?:create|init) [\w -]{0,40}?(?:mutex|lock)|Cannot create SSLMutex|Parent could not create \w+ ?lock|(?:[Ff]ailed|[Uu]nable) to (?:create|initiali[sz]e|allocate) [\w -]{0,40}?(?:mutex|semaphore|shared memory|shm)|unable to create (?:or access )?scoreboard|slotmem)/;

/** True for a failure of a mutex, semaphore, scoreboard or shared memory. */
export function isAboutMutex(entry: LogEntry): boolean {
  return (entry.code !== undefined && mutexCodes.includes(entry.code)) || says(entry, mutexWords);
}

/** The mutex a message is about: `ssl-cache`, `accept`, `proxy`. */
export function mutexOf({ message }: LogEntry): string | undefined {
  if (/accept (?:lock|mutex)/.test(message)) return 'accept';
  if (/proxy_mutex/.test(message)) return 'proxy';
  if (/SSLMutex/.test(message)) return 'ssl';
  return (
    /(?:create|permissions on) the ([\w-]{1,40}) mutex/.exec(message)?.[1] ??
    /create ([\w-]{1,40}) mutex/.exec(message)?.[1]
  );
}

/** The file or directory a mutex message names. */
export function mutexFileOf({ message }: LogEntry): string | undefined {
  return /\(file ([^)\s]{1,300})\)/.exec(message)?.[1] ?? /(\/[\w./-]{1,300})/.exec(message)?.[1];
}
