const MARK = '[redacted]';

/**
 * Each pattern keeps group 1 and hides the rest of the match. Captures are megabytes of hostile text: no pattern may begin with, or hold two
 * neighbouring, unbounded repetitions.
 */
const secrets: readonly RegExp[] = [
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,80}:)[^\s/@]{1,200}(?=@)/gi,
  /(\b(?:authorization|proxy-authorization)\s{0,20}[:=]\s{0,20}(?:basic|bearer|digest|negotiate)?\s{0,20})[^\s,;"']{4,}/gi,
  /(\b(?:set-cookie|cookie)\s{0,20}:\s{0,20})[^\n]+/gi,
  /([?&;](?:[a-z0-9_.-]*(?:token|secret|passw(?:or)?d|pwd|api[_-]?key|apikey|signature|sig|session(?:id)?|auth|code))=)[^&\s"'<>;]+/gi,
  /((?:passw(?:or)?d|passphrase|secret|api[_-]?key|access[_-]?key|client[_-]?secret|private[_-]?key|auth[_-]?token)["']?\s{0,20}[:=]\s{0,20}["']?)(?!\[redacted\]|key values mismatch)[^\s"',;&)]{3,}/gi,
  /()\bxox[abposre]-[A-Za-z0-9-]{8,}/g,
  /()\bxapp-[A-Za-z0-9-]{8,}/g,
  /()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /()\bgh[pousr]_[A-Za-z0-9]{20,}/g,
  /()(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /(\b(?:PHPSESSID|JSESSIONID|sessionid|connect\.sid)=)[^\s;&"']+/gi,
];

/** Cuts passwords, tokens, keys, cookies and credentials in URLs; what is left says that something was there. Idempotent. */
export function redact(text: string): string {
  let safe = text;
  for (const pattern of secrets) safe = safe.replace(pattern, (_match, kept: string) => `${kept}${MARK}`);
  return safe;
}
