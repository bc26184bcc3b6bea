import { describe, expect, it } from 'vitest';
import { parseErrorLog } from '../logs/parse-log.ts';
import { provingMessages } from './doubt.ts';

const key = "SSLCertificateKeyFile: file '/etc/ssl/private/shop.key' does not exist or is empty";

function left(text: string, source: string, privileged: boolean | undefined): number {
  const { entries } = parseErrorLog(text, source, {});
  return provingMessages(entries, { privileged }).length;
}

describe('what proves nothing', () => {
  const check = `AH00526: Syntax error on line 7 of /etc/apache2/sites-enabled/shop.conf:\n${key}\n`;

  it('is a key that an ordinary user cannot read, in a check that such a user made', () => {
    expect(left(check, 'configtest', false)).toBe(0);
    expect(left(check, 'configtest', true)).toBe(1);
    expect(left(check, 'configtest', undefined)).toBe(1);
  });

  it('is a path with a variable of the service, where httpd was run without them, but for the warning itself', () => {
    const bare = [
      `[core:warn] [pid 1] AH00111: Config variable \${APACHE_LOG_DIR} is not defined`,
      'AH00526: Syntax error on line 9 of /etc/apache2/apache2.conf:',
      'DefaultRuntimeDir must be a valid directory, absolute or relative to ServerRoot',
    ].join('\n');

    expect(left(bare, 'version', undefined)).toBe(1);
    expect(left(bare.replace('APACHE_LOG_DIR', 'SHOP_DIR'), 'version', undefined)).toBe(2);
  });
});
