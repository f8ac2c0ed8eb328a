/** True for `bun run test:deep`, which repeats each check as often as its claim requires. */
export const isDeep = process.env["DEEP"] === "1";

/** Returns the number of repetitions: few in a plain run, which should be quick. */
export function rounds(plain: number, deep: number): number {
  return isDeep ? deep : plain;
}
