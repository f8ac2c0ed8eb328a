/**
 * Returns whether this process has used more than `limitMs` milliseconds of processor time, which a
 * busy machine does not shorten.
 */
export function hasRunOut(limitMs: number): boolean {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 > limitMs;
}
