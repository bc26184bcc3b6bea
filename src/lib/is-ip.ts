import { isIP as versionOf } from 'node:net';

/** True for an IPv4 or IPv6 address, without port, brackets or zone. */
export function isIp(text: string): boolean {
  return versionOf(text) !== 0;
}
