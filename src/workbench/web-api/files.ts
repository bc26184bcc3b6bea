import { z } from 'zod';
import { type Context, postAsBot, slackId } from '../context.ts';
import type { StoredFile } from '../store.ts';
import { ApiFailure, joinedChannel, type Method, optionalText, requiredText, structured } from './method.ts';

/** Text snippets may hold one megabyte (Slack help, snippets). */
const MAX_SNIPPET_BYTES = 1_048_576;

const getUploadUrl: Method = (args, context) => {
  const name = requiredText(args, 'filename');
  const length = Number(args['length']);
  if (!Number.isInteger(length) || length < 1)
    throw new ApiFailure('invalid_arguments', ['[ERROR] missing required field: length']);
  if (length > MAX_SNIPPET_BYTES) throw new ApiFailure('file_upload_size_restricted');
  const id = slackId('F');
  context.store.putFile({ id, name, title: name, length, content: undefined, shared: false });
  return { file_id: id, upload_url: `${context.url()}/upload/v1/${id}` };
};

/** Stores the bytes sent to an upload address; answers the HTTP status to give. */
export async function receiveUpload(context: Context, id: string, contentType: string, body: Buffer): Promise<number> {
  const file = context.store.files.get(id);
  if (!file || file.content) return 404;
  const content = await fileBytes(contentType, body);
  if (content?.length !== file.length) return 400;
  context.store.putFile({ ...file, content });
  return 200;
}

async function fileBytes(contentType: string, body: Buffer): Promise<Buffer | undefined> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    for (const part of form.values()) {
      return typeof part === 'string' ? Buffer.from(part) : Buffer.from(await part.arrayBuffer());
    }
  } catch {
    return undefined;
  }
  return undefined;
}

const Listed = z
  .array(z.object({ id: z.string(), title: z.string().optional() }))
  .min(1)
  .max(10);

function finished(context: Context, id: string): StoredFile {
  const file = context.store.files.get(id);
  if (!file?.content || file.shared) throw new ApiFailure('file_not_found');
  return file;
}

const completeUpload: Method = (args, context) => {
  const listed = Listed.safeParse(structured(args, 'files', 'invalid_arguments'));
  if (!listed.success) throw new ApiFailure('invalid_arguments', ['[ERROR] missing required field: files']);
  const channel = optionalText(args, 'channel_id') ? joinedChannel(args, context, 'channel_id') : undefined;
  const threadTs = optionalText(args, 'thread_ts');
  if (channel && threadTs && !context.store.message(channel.id, threadTs)) throw new ApiFailure('invalid_thread_ts');
  const files = listed.data.map(({ id, title }) => ({
    ...finished(context, id),
    ...(title ? { title } : {}),
    shared: true,
  }));
  for (const file of files) context.store.putFile(file);
  if (channel) {
    const text = optionalText(args, 'initial_comment') ?? '';
    postAsBot(context, { channel: channel.id, threadTs, text, fileIds: files.map((file) => file.id) });
  }
  return { files: files.map(({ id, title }) => ({ id, title })) };
};

/** The external-upload methods behind `filesUploadV2`. */
export const fileMethods: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
};
