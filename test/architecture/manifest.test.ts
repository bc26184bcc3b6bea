import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '../..');

/**
 * The part of Slack's published manifest schema (slackapi/manifest-schema, v2) that this manifest uses, with its limits;
 * strict, so that a key that is misspelt or not listed here fails. The published schema does not list scopes: Slack's documentation does.
 */
const Manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.int(), minor_version: z.int() }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().min(1).max(140),
    background_color: z.string().regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/),
  }),
  features: z.strictObject({
    bot_user: z.strictObject({ display_name: z.string().min(1).max(80), always_online: z.boolean() }),
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(24),
          type: z.enum(['message', 'global']),
          callback_id: z.string().min(1).max(255),
          description: z.string().min(1).max(150),
        }),
      )
      .min(1)
      .max(10)
      .optional(),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\//).min(2).max(32),
          description: z.string().min(1).max(2000),
          usage_hint: z.string().min(1).max(1000),
          should_escape: z.boolean(),
        }),
      )
      .min(1)
      .max(50),
  }),
  oauth_config: z.strictObject({
    scopes: z.strictObject({
      bot: z.array(
        z.enum([
          'app_mentions:read',
          'channels:read',
          'groups:read',
          'chat:write',
          'commands',
          'files:write',
          'usergroups:read',
          'users:read',
        ]),
      ),
    }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({
      bot_events: z
        .array(z.enum(['app_mention']))
        .min(1)
        .max(100),
    }),
    interactivity: z.strictObject({ is_enabled: z.literal(true) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.literal(true),
    token_rotation_enabled: z.boolean(),
  }),
});

const manifest = Manifest.parse(parse(readFileSync(join(root, 'manifest.yml'), 'utf8')));
const listeners = readdirSync(join(root, 'src/slack'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(root, 'src/slack', file), 'utf8'))
  .join('\n');

function registered(kind: 'command' | 'event' | 'shortcut'): readonly string[] {
  return [...listeners.matchAll(new RegExp(`\\bapp\\.${kind}\\(\\s*'([^']+)'`, 'g'))]
    .map((match) => match[1] ?? '')
    .sort();
}

describe('manifest.yml', () => {
  it('names exactly the slash commands that are listened to', () => {
    expect(manifest.features.slash_commands.map(({ command }) => command).sort()).toEqual(registered('command'));
  });

  it('subscribes to exactly the events that are listened to', () => {
    expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual(registered('event'));
  });

  it('offers exactly the shortcuts that are listened to', () => {
    expect((manifest.features.shortcuts ?? []).map((shortcut) => shortcut.callback_id).sort()).toEqual(
      registered('shortcut'),
    );
  });

  it('asks for the scope of every Web API method that is called', () => {
    const scopes: Readonly<Record<string, string>> = {
      'users.info': 'users:read',
      'usergroups.users.list': 'usergroups:read',
      'conversations.info': 'channels:read',
      'chat.postMessage': 'chat:write',
      filesUploadV2: 'files:write',
    };
    const source = readdirSync(join(root, 'src/slack'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(join(root, 'src/slack', file), 'utf8'))
      .join('\n');
    for (const [method, scope] of Object.entries(scopes)) {
      expect(source, method).toContain(method);
      expect(manifest.oauth_config.scopes.bot).toContain(scope);
    }
  });
});
