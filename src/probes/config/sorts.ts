import { unknownDirective } from './errors.ts';
import type { ConfigError } from './facts.ts';

/** The module or file that could not be loaded, when that is the reason. */
export function failedModule(reason: string): { readonly path: string; readonly reason: string } | undefined {
  const cannot = /^(?:\w{1,20}: )?Cannot load (\S{1,500}) into server: (.{1,1000})$/.exec(reason);
  if (cannot?.[1] !== undefined) return { path: cannot[1], reason: cannot[2] ?? '' };
  const symbol =
    /^(?:\w{1,20}: )?Can't locate API module structure [`'"](\w{1,100})['"] in file (\S{1,500}?):? (.{0,1000})$/.exec(
      reason,
    );
  if (symbol?.[2] !== undefined) return { path: symbol[2], reason: `it holds no module ${symbol[1] ?? ''}` };
  const garbled = /^(?:\w{1,20}: )?API module structure [`'"]\w{1,100}['"] in file (\S{1,500}) is garbled/.exec(reason);
  return garbled?.[1] === undefined ? undefined : { path: garbled[1], reason: 'it was built for another httpd' };
}

/** Which of the rules an error belongs to. */
export function sortOf({ reason }: ConfigError): 'directive' | 'module' | 'php' | 'tls' | 'log' | 'other' {
  if (unknownDirective(reason) !== undefined) return 'directive';
  if (failedModule(reason) !== undefined) return 'module';
  if (/PHP Module is not compiled to be threadsafe/.test(reason)) return 'php';
  return /^SSL(?:Certificate\w*|CACertificate\w*|CARevocation\w*|Proxy\w*): /.test(reason) ? 'tls' : 'other';
}
