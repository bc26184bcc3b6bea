import { loadProgram } from '../../lib/program.ts';
import { defineProbe, Unrecognised } from '../../model/source.ts';
import { RoomFacts } from './facts.ts';

const program = loadProgram(import.meta.dirname, 'memory-room.sh');

/** Memory of the host, and of the cgroups Apache runs in. */
export const memoryRoom = defineProbe({
  id: 'memory-room',
  title: 'Memory for Apache',
  question: 'how much memory Apache may use',
  wants: 'a readable /proc/meminfo',
  facts: RoomFacts,
  section: (layout) => ({
    program,
    args: [String(layout.parentPid ?? 'self')],
    seconds: 3,
    bytes: 16_000,
    builtinOnly: true,
  }),
  parse: parseRoom,
});

/** MemTotal and MemAvailable of /proc/meminfo (estimated from MemFree and Cached on kernels before 3.14), and cgroup limits v1 and v2. */
function parseRoom(text: string): RoomFacts {
  const info = new Map([...text.matchAll(/^(\w+): (\d{1,15})$/gm)].map((match) => [match[1], Number(match[2])]));
  const totalKiB = info.get('MemTotal');
  if (totalKiB === undefined) throw new Unrecognised('/proc/meminfo was not readable', 'failed');
  const limits = [...text.matchAll(/^cgroup (\S+) memory\.(?:max|high|limit_in_bytes) (\d{1,20})$/gm)]
    .map((match) => ({ cgroup: match[1] ?? '', kib: Math.floor(Number(match[2]) / 1024) }))
    .filter(({ kib }) => kib < totalKiB)
    .sort((one, other) => one.kib - other.kib);
  const tightest = limits[0];
  const ofTightest = (file: string): number | undefined => {
    const lines = text.matchAll(new RegExp(`^cgroup (\\S+) memory\\.(?:${file}) (\\d{1,20})$`, 'gm'));
    const bytes = [...lines].find((match) => match[1] === tightest?.cgroup)?.[2];
    return bytes === undefined ? undefined : Math.floor(Number(bytes) / 1024);
  };
  return {
    totalKiB,
    availableKiB: info.get('MemAvailable') ?? (info.get('MemFree') ?? 0) + (info.get('Cached') ?? 0),
    swapTotalKiB: info.get('SwapTotal'),
    swapFreeKiB: info.get('SwapFree'),
    cgroupLimitKiB: tightest?.kib,
    cgroupUsedKiB: ofTightest('current|usage_in_bytes'),
    cgroupAnonKiB: ofTightest('stat'),
    cgroup: tightest?.cgroup.replace(/^\/sys\/fs\/cgroup(\/memory)?/, ''),
  };
}
