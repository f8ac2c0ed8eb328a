/**
 * Whether this process has used more than so many milliseconds of processor time: a busy machine
 * takes a document no time away.
 */
export function hasRunOut(limitMs: number): boolean {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 > limitMs;
}
