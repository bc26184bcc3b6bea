/** What mail, chat and editors put before every line of a text they show. */
const marks: readonly RegExp[] = [/^(?:> ?)+/, /^\| /, /^ {0,8}\d{1,7}[\t|:] ?/];

/** Takes off a mark that every line carries; a mark on some lines only belongs to the text. */
function unmarked(text: string): string {
  const lines = text.split('\n');
  const spoken = lines.filter((line) => line.trim() !== '');
  if (spoken.length === 0) return text;
  const mark = marks.find((one) => spoken.every((line) => one.test(line)));
  return mark === undefined ? text : lines.map((line) => line.replace(mark, '')).join('\n');
}

/** Pasted text without what the way here added: a byte order mark, non-breaking spaces, quoting and line numbers on every line. */
export function unpasted(text: string): string {
  const plain = text.replace(/^\uFEFF/, '').replace(/\u00A0/g, ' ');
  return unmarked(plain.replace(/\r\n?/g, '\n'));
}

/** Text of bytes in UTF-8, or in UTF-16 as some editors and consoles save it: by its byte order mark, or by every second byte being zero. */
export function decodePaste(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const head = bytes.subarray(0, 512);
  const zeros = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = head.length * 0.4;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : 'utf-8';
}
