/** How many times faster than usual the bot pauses in tests: as much as Bottleneck's heartbeat of 250 ms allows where Slack wants a message a second. */
export const SPEED = 4;
