import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

const example = readFileSync(join(import.meta.dirname, '../../config/oncall.example.yml'), 'utf8');

describe('the settings', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'oncall-config-'));
    writeFileSync(join(directory, 'hosts.yml'), 'hosts: []\n');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function load(text: string) {
    writeFileSync(join(directory, 'oncall.yml'), text);
    return loadConfig({ HOME: directory }, directory);
  }

  it('of the example allow nobody anything', () => {
    const loaded = load(example);
    expect(loaded.ok && loaded.value.approvals).toEqual({ expiresMinutes: 30, remindMinutes: 10, rules: [] });
    expect(loaded.ok && loaded.value.freezePath).toBe(join(directory, 'var', 'frozen.json'));
  });

  it('of the example are right with its rules taken in', () => {
    const loaded = load(example.replace('rules: []', 'rules:').replaceAll(/^ {2}# {2}/gm, '    '));
    expect(loaded.ok && loaded.value.approvals.rules).toEqual([
      {
        verbs: ['reload', 'tune'],
        hosts: ['group:web', 'db-03'],
        tiers: ['reversible'],
        users: ['U012AB3CD'],
        groups: ['S012AB3CD'],
        selfApproval: false,
      },
      { tiers: ['disruptive', 'break-glass'], users: [], groups: ['S012AB3CD'], selfApproval: false },
    ]);
  });

  it('have the freeze beside the record, unless it is named', () => {
    const beside = load('record: /srv/oncall/oncall.db\n');
    expect(beside.ok && beside.value.freezePath).toBe('/srv/oncall/frozen.json');
    const named = load('freeze: stop\n');
    expect(named.ok && named.value.freezePath).toBe(join(directory, 'stop'));
  });

  it('report every problem at once', () => {
    const loaded = load(
      'approvals:\n  users: [U012AB3CD]\n  rules:\n    - tiers: [none]\n      users: [alex]\n    - verbs: [reload]\n',
    );
    const settings = loaded.ok ? [] : loaded.problems.map(({ setting }) => setting.replace(`${directory}/`, ''));
    expect(settings).toEqual([
      'oncall.yml: approvals.rules.0.tiers.0',
      'oncall.yml: approvals.rules.0.users.0',
      'oncall.yml: approvals.rules.1',
      'oncall.yml: approvals',
    ]);
  });
});
