/** The short names the bot and people commonly use; others stay as typed. */
const EMOJI = new Map(
  Object.entries({
    rotating_light: '🚨',
    warning: '⚠️',
    white_check_mark: '✅',
    heavy_check_mark: '✔️',
    x: '❌',
    mag: '🔍',
    hourglass: '⌛',
    hourglass_flowing_sand: '⏳',
    lock: '🔒',
    unlock: '🔓',
    no_entry: '⛔',
    no_entry_sign: '🚫',
    information_source: 'ℹ️',
    arrows_counterclockwise: '🔄',
    repeat: '🔁',
    large_green_circle: '🟢',
    large_yellow_circle: '🟡',
    large_orange_circle: '🟠',
    red_circle: '🔴',
    white_circle: '⚪',
    large_blue_circle: '🔵',
    clipboard: '📋',
    memo: '📝',
    page_facing_up: '📄',
    paperclip: '📎',
    question: '❓',
    grey_question: '❔',
    exclamation: '❗',
    bulb: '💡',
    wrench: '🔧',
    hammer_and_wrench: '🛠️',
    gear: '⚙️',
    fire: '🔥',
    boom: '💥',
    skull: '💀',
    electric_plug: '🔌',
    floppy_disk: '💾',
    package: '📦',
    chart_with_upwards_trend: '📈',
    bar_chart: '📊',
    clock1: '🕐',
    stopwatch: '⏱️',
    calendar: '📅',
    link: '🔗',
    eyes: '👀',
    wave: '👋',
    thumbsup: '👍',
    '+1': '👍',
    thumbsdown: '👎',
    '-1': '👎',
    tada: '🎉',
    rocket: '🚀',
    shield: '🛡️',
    key: '🔑',
    bust_in_silhouette: '👤',
    busts_in_silhouette: '👥',
    arrow_right: '➡️',
    arrow_up: '⬆️',
    arrow_down: '⬇️',
    small_blue_diamond: '🔹',
    small_orange_diamond: '🔸',
    black_small_square: '▪️',
    speech_balloon: '💬',
    thread: '🧵',
    stop_sign: '🛑',
    octagonal_sign: '🛑',
    construction: '🚧',
    zzz: '💤',
    feather: '🪶',
  }),
);

/**
 * The character of a short name, or the name between colons where it has none here.
 * @param {string} name
 */
export function emoji(name) {
  return EMOJI.get(name) ?? `:${name}:`;
}

/**
 * A text with its short names replaced.
 * @param {string} text
 */
export function withEmoji(text) {
  return text.replaceAll(/:([a-z0-9_+-]+):/g, (_whole, name) => emoji(name));
}
