import { describe, expect, it } from 'vitest';
import { directiveSettings } from '../../../model/directives.ts';
import { acceptedWords, readSetting } from './settings.ts';

describe('a setting', () => {
  it.each([
    ['maxrequestworkers', '300', 'MaxRequestWorkers', '300'],
    ['MaxClients', '300', 'MaxRequestWorkers', '300'],
    ['KEEPALIVE', 'off', 'KeepAlive', 'Off'],
    ['servertokens', 'prod', 'ServerTokens', 'Prod'],
    ['MaxConnectionsPerChild', '0', 'MaxConnectionsPerChild', '0'],
    ['AsyncRequestWorkerFactor', '2.5', 'AsyncRequestWorkerFactor', '2.5'],
    [
      'requestreadtimeout',
      'header=20-40,MinRate=500 body=20,MinRate=500',
      'RequestReadTimeout',
      'header=20-40,MinRate=500 body=20,MinRate=500',
    ],
  ])('reads %s %s', (name, value, spelled, read) => {
    expect(readSetting(name, value)).toEqual({ ok: true, name: spelled, value: read });
  });

  it.each([
    ['MaxRequestWorkers', '0'],
    ['MaxRequestWorkers', '200001'],
    ['MaxRequestWorkers', '03'],
    ['MaxRequestWorkers', '3e2'],
    ['MaxRequestWorkers', '300\nLoadModule x_module /tmp/x.so'],
    ['MaxRequestWorkers', ' 300'],
    ['KeepAlive', 'perhaps'],
    ['AsyncRequestWorkerFactor', '0'],
    ['RequestReadTimeout', 'header=20-40,MinRate=500 '],
    ['RequestReadTimeout', 'header=20\nbody=20'],
    ['RequestReadTimeout', ''],
    ['LoadModule', 'x_module /tmp/x.so'],
    ['CustomLog', '|/bin/sh'],
    ['constructor', '1'],
    ['__proto__', '1'],
  ])('refuses %s %j', (name, value) => {
    expect(readSetting(name, value)).toMatchObject({ ok: false });
  });

  it('says of each directive what it takes', () => {
    for (const [name, { accepts, about }] of Object.entries(directiveSettings)) {
      expect(`${name}: ${acceptedWords(accepts)}: ${about}`).toMatch(/^\w+: .+: .+$/);
    }
  });
});
