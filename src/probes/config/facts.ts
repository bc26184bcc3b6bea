import { z } from 'zod';
import { LogEntry } from '../../model/log-entry.ts';

/** A place in a configuration file. */
export const Place = z.object({ file: z.string(), line: z.number().int() });
export type Place = z.infer<typeof Place>;

/** One error that keeps the configuration from being read; file and line are the innermost ones named. */
export const ConfigError = z.object({
  file: z.string().optional(),
  line: z.number().int().optional(),
  reason: z.string(),
  /** From the main file to the innermost, as httpd named them. */
  chain: z.array(Place),
});
export type ConfigError = z.infer<typeof ConfigError>;

/** What the syntax check said. */
export const ConfigtestFacts = z.object({
  ok: z.boolean(),
  /** False when it ran as an ordinary user, who cannot read keys: then a missing key or certificate proves nothing. Absent for pasted text. */
  privileged: z.boolean().optional(),
  errors: z.array(ConfigError),
  entries: z.array(LogEntry),
});
export type ConfigtestFacts = z.infer<typeof ConfigtestFacts>;

/** The modules the configuration on disk loads. */
export const ModulesFacts = z.object({
  privileged: z.boolean().optional(),
  modules: z.array(z.object({ name: z.string(), shared: z.boolean() })),
  entries: z.array(LogEntry),
});
export type ModulesFacts = z.infer<typeof ModulesFacts>;

/** One virtual host of `httpd -S`. */
export const Vhost = z.object({
  /** As printed: `*:80`, `[::]:443`, `192.0.2.1:80`. */
  address: z.string(),
  name: z.string(),
  file: z.string().optional(),
  line: z.number().int().optional(),
  isDefault: z.boolean(),
  aliases: z.array(z.string()),
});
export type Vhost = z.infer<typeof Vhost>;

/** What `httpd -S` says of the configuration on disk. */
export const VhostsFacts = z.object({
  privileged: z.boolean().optional(),
  vhosts: z.array(Vhost),
  errorLog: z.string().optional(),
  pidFile: z.string().optional(),
  user: z.string().optional(),
  group: z.string().optional(),
  defines: z.array(z.string()),
  mutexes: z.array(z.object({ name: z.string(), mechanism: z.string().optional(), directory: z.string().optional() })),
  entries: z.array(LogEntry),
});
export type VhostsFacts = z.infer<typeof VhostsFacts>;

/** One directive in effect, continuation lines joined. */
export const Directive = z.object({
  /** In lower case. */
  name: z.string(),
  args: z.array(z.string()),
  /** As written, without indentation. */
  text: z.string(),
  file: z.string(),
  line: z.number().int(),
  /** Argument of the enclosing `<VirtualHost>`. */
  vhost: z.string().optional(),
  /** Enclosing `<Location /x>`, `<Directory …>`, `<Proxy …>` and the like, outermost first. */
  sections: z.array(z.string()),
});
export type Directive = z.infer<typeof Directive>;

/** Uses of `${NAME}` by a directive whose text stays on the host. */
export const VariableUse = Place.extend({ directive: z.string(), names: z.array(z.string()) });
export type VariableUse = z.infer<typeof VariableUse>;

/** A log that httpd could not open, or a log program it could not start, as things are now; `unseen` where the account may not look. */
export const LogTarget = Place.extend({
  state: z.enum(['directory', 'no-directory', 'no-program', 'not-executable', 'unseen']),
  path: z.string(),
  text: z.string(),
});
export type LogTarget = z.infer<typeof LogTarget>;

/** When a file was changed, and whose it is. */
export const ChangedFile = z.object({ path: z.string(), at: z.string(), owner: z.string() });
export type ChangedFile = z.infer<typeof ChangedFile>;

/** The directives that matter here, in the order httpd reads them. */
export const DirectivesFacts = z.object({
  /** `includes` = from the files httpd itself named; `files` = every *.conf under the configuration's root, in effect or not. */
  from: z.enum(['includes', 'files']),
  files: z.array(z.string()),
  unreadable: z.array(z.string()),
  directives: z.array(Directive),
  /** Of directives in effect that are not listed above. */
  variables: z.array(VariableUse).optional(),
  /** Only those in effect that something is wrong with. */
  targets: z.array(LogTarget).optional(),
  /** When files outside the configuration root were changed. */
  outside: z.array(ChangedFile).optional(),
});
export type DirectivesFacts = z.infer<typeof DirectivesFacts>;

/** The configuration's files: what they hash to, what changed, who may change them. */
export const ConfigTreeFacts = z.object({
  /** SHA-256 over the sorted list below; changes with any file, link or certificate. */
  digest: z.string(),
  /** True when root's view was hashed; digests of the two views are not comparable. */
  privileged: z.boolean(),
  /** `PATH` → SHA-256, or `-> TARGET` for a link. */
  files: z.record(z.string(), z.string()),
  changed: z.array(ChangedFile),
  /** Put in their place with an older date since the parent was started, or given another owner or mode; absent where that was not asked. */
  replaced: z.array(ChangedFile).optional(),
  /** Folders whose entries changed since then. */
  folders: z.array(ChangedFile).optional(),
  writable: z.array(z.object({ path: z.string(), mode: z.string(), owner: z.string(), group: z.string() })),
});
export type ConfigTreeFacts = z.infer<typeof ConfigTreeFacts>;
