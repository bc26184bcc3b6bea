import type { z } from 'zod';
import { identifyBlocks } from './identify.ts';
import { type Block, MessageBlocks, ModalView } from './schema.ts';

/** What Slack would say of blocks or a view: usable, or an error code with messages that name the place. */
export type Verdict<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string; readonly messages: readonly string[] };

/** Characters of text over all blocks above which Slack answers `msg_blocks_too_long` (seen at 13.2k, bolt-js 2867). */
const MESSAGE_TEXT_LIMIT = 13_200;
/** Characters of text in one table (docs.slack.dev, table block). */
const TABLE_TEXT_LIMIT = 10_000;

type Issue = z.core.$ZodIssue;

function size(issue: Extract<Issue, { code: 'too_big' | 'too_small' }>): string {
  const unit = issue.origin === 'array' ? 'items' : issue.origin === 'string' ? 'characters' : '';
  if (issue.code === 'too_big') {
    return unit === 'items'
      ? `no more than ${issue.maximum} items allowed`
      : `must be less than ${Number(issue.maximum) + 1} ${unit}`;
  }
  return unit === 'items'
    ? `no less than ${issue.minimum} items allowed`
    : `must be more than ${Number(issue.minimum) - 1} ${unit}`;
}

function sentence(issue: Issue): string {
  if (issue.code === 'too_big' || issue.code === 'too_small') return size(issue).trimEnd();
  if (issue.code === 'unrecognized_keys') return `invalid additional property: ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_union') return 'unsupported type';
  if (issue.code === 'invalid_type' && issue.message.endsWith('undefined')) {
    return `missing required field: ${String(issue.path.at(-1))}`;
  }
  return issue.message;
}

function problems(error: z.ZodError, root: string): string[] {
  return error.issues.map(
    (issue) =>
      `[ERROR] ${sentence(issue)} [json-pointer:${root}${issue.path.map((step) => `/${String(step)}`).join('')}]`,
  );
}

/** The number of characters in every `text` string below a value: what the whole-message budget counts. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + textLength(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (key === 'text' && typeof item === 'string' ? item.length : textLength(item)),
    0,
  );
}

function repeated(values: readonly (string | undefined)[]): number {
  return values.findIndex((value, index) => value !== undefined && values.indexOf(value) !== index);
}

function duplicates(blocks: readonly Block[]): string[] {
  const found: string[] = [];
  const block = repeated(blocks.map((item) => item.block_id));
  if (block >= 0) found.push(`[ERROR] \`block_id\` already exists [json-pointer:/blocks/${block}/block_id]`);
  blocks.forEach((item, index) => {
    if (item.type !== 'actions') return;
    const element = repeated(item.elements.map((action) => action.action_id));
    if (element >= 0)
      found.push(`[ERROR] \`action_id\` already exists [json-pointer:/blocks/${index}/elements/${element}/action_id]`);
  });
  return found;
}

/** Judges the `blocks` of a message as Slack does and completes missing block and action ids. */
export function checkMessageBlocks(input: unknown): Verdict<Block[]> {
  if (!Array.isArray(input)) return { ok: false, error: 'invalid_blocks_format', messages: [] };
  const parsed = MessageBlocks.safeParse(input);
  if (!parsed.success) return { ok: false, error: 'invalid_blocks', messages: problems(parsed.error, '/blocks') };
  const repeatedIds = duplicates(parsed.data);
  if (repeatedIds.length > 0) return { ok: false, error: 'invalid_blocks', messages: repeatedIds };
  const tables = parsed.data.filter((block) => block.type === 'table');
  if (tables.length > 1) return { ok: false, error: 'only_one_table_allowed', messages: [] };
  if (tables.some((table) => textLength(table) > TABLE_TEXT_LIMIT)) {
    return {
      ok: false,
      error: 'invalid_blocks',
      messages: [`[ERROR] table text must be less than ${TABLE_TEXT_LIMIT + 1} characters`],
    };
  }
  if (textLength(parsed.data) > MESSAGE_TEXT_LIMIT) return { ok: false, error: 'msg_blocks_too_long', messages: [] };
  return { ok: true, value: identifyBlocks(parsed.data) };
}

/** Judges a modal as `views.open` does and completes missing block and action ids. */
export function checkView(input: unknown): Verdict<ModalView> {
  const parsed = ModalView.safeParse(input);
  if (!parsed.success) return { ok: false, error: 'invalid_arguments', messages: problems(parsed.error, '/view') };
  const repeatedIds = duplicates(parsed.data.blocks);
  if (repeatedIds.length > 0) return { ok: false, error: 'invalid_arguments', messages: repeatedIds };
  return { ok: true, value: { ...parsed.data, blocks: identifyBlocks(parsed.data.blocks) } };
}
