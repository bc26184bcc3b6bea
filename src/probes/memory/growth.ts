/** One child: requests it has served, and its private memory in KiB. */
export interface Grown {
  readonly pid: number;
  readonly requests: number;
  readonly kib: number;
}

/** KiB per request by least squares, and how well the line fits (Pearson's r); undefined when requests do not differ enough to tell. */
export function growthOf(
  children: readonly Grown[],
): { readonly kibPerRequest: number; readonly r: number } | undefined {
  const count = children.length;
  const requests = children.map((child) => child.requests);
  if (count < 3 || Math.max(...requests) - Math.min(...requests) < 20) return undefined;
  const meanX = requests.reduce((sum, value) => sum + value, 0) / count;
  const meanY = children.reduce((sum, { kib }) => sum + kib, 0) / count;
  let [xx, yy, xy] = [0, 0, 0];
  for (const child of children) {
    const [dx, dy] = [child.requests - meanX, child.kib - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (xx === 0 || yy === 0) return undefined;
  return { kibPerRequest: xy / xx, r: xy / Math.sqrt(xx * yy) };
}
