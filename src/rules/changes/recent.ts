/** How far back a change counts as recent: three days, so that a Friday's change is still seen on Monday morning. */
export const RECENT_MS = 3 * 86_400_000;
