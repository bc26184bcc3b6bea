import Bottleneck from 'bottleneck';

/** What goes first when there is a queue; `verdict` is for everything a person waits for. */
export type Priority = 'verdict' | 'normal' | 'progress';

const ranks = { verdict: 1, normal: 5, progress: 9 } as const;

/** The queues in front of Slack. Jobs run in order of priority, then of arrival; a job holds its slot until it ends. */
export interface Pace {
  post<T>(channel: string, priority: Priority, job: () => Promise<T>): Promise<T>;
  update<T>(priority: Priority, job: () => Promise<T>): Promise<T>;
  other<T>(job: () => Promise<T>): Promise<T>;
}

/** Makes the queues of one workspace, so many times faster than Slack's limits. */
export function createPace(speed = 1): Pace {
  const posts = new Bottleneck.Group({ ...faster(posting, speed), timeout: 5 * 60_000 });
  const updates = new Bottleneck(faster(updating, speed));
  const progress = new Bottleneck({ ...faster(progressing, speed), minTime: progressing.minTime / speed }).chain(
    updates,
  );
  const others = new Bottleneck({ maxConcurrent: 5 });
  return {
    post: (channel, priority, job) => posts.key(channel).schedule({ priority: ranks[priority] }, job),
    update: (priority, job) =>
      (priority === 'progress' ? progress : updates).schedule({ priority: ranks[priority] }, job),
    other: (job) => others.schedule(job),
  };
}

/** chat.postMessage allows one a second and channel with "short bursts" (docs.slack.dev, rate limits); three are taken as short. */
const posting = {
  maxConcurrent: 1,
  reservoir: 3,
  reservoirIncreaseInterval: 1_000,
  reservoirIncreaseAmount: 1,
  reservoirIncreaseMaximum: 3,
};

/** chat.update allows 50 a minute for the whole workspace (tier 3): five at once, then 45 a minute. */
const updating = {
  maxConcurrent: 4,
  reservoir: 5,
  reservoirIncreaseInterval: 4_000,
  reservoirIncreaseAmount: 3,
  reservoirIncreaseMaximum: 5,
};

/** Progress gets two thirds of that at most, and not in bursts, so that a verdict never waits for the next minute. */
const progressing = {
  maxConcurrent: 2,
  minTime: 700,
  reservoir: 3,
  reservoirIncreaseInterval: 2_000,
  reservoirIncreaseAmount: 1,
  reservoirIncreaseMaximum: 3,
};

/** Bottleneck fills up its reservoirs every 250 ms, so in no shorter time. */
function faster<T extends { readonly reservoirIncreaseInterval: number }>(settings: T, speed: number): T {
  return { ...settings, reservoirIncreaseInterval: Math.max(250, settings.reservoirIncreaseInterval / speed) };
}
