/** @param {string} ts */
function date(ts) {
  return new Date(Number(ts) * 1_000);
}

/**
 * Hours and minutes of a message timestamp, in this browser's manner.
 * @param {string} ts
 */
export function clock(ts) {
  return date(ts).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });
}

/**
 * The day of a timestamp: Today, Yesterday, or the date.
 * @param {string} ts
 */
export function day(ts) {
  const then = date(ts);
  const today = new Date();
  const yesterday = new Date(today.getTime() - 86_400_000);
  if (then.toDateString() === today.toDateString()) return 'Today';
  if (then.toDateString() === yesterday.toDateString()) return 'Yesterday';
  return then.toLocaleDateString([], { weekday: 'long', month: 'long', day: 'numeric' });
}

/**
 * Fills the tokens of a Slack date format for a time in seconds.
 * @param {number} seconds
 * @param {string} format
 */
export function formatted(seconds, format) {
  const when = new Date(seconds * 1_000);
  /** @type {Record<string, string>} */
  const parts = {
    date_num: when.toISOString().slice(0, 10),
    date: when.toLocaleDateString([], { month: 'long', day: 'numeric', year: 'numeric' }),
    date_short: when.toLocaleDateString([], { month: 'short', day: 'numeric', year: 'numeric' }),
    date_long: when.toLocaleDateString([], { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }),
    time: when.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' }),
    time_secs: when.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    ago: when.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' }),
  };
  return format.replaceAll(/\{([a-z_]+)\}/g, (whole, name) => parts[name.replace('_pretty', '')] ?? whole);
}
