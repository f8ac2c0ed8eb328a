/** Whether this is `bun run test:deep`, which goes round as often as a claim asks for. */
export const isDeep = process.env["DEEP"] === "1";

/** How often a test goes round: few times in a plain run, which is to be quick. */
export function rounds(plain: number, deep: number): number {
  return isDeep ? deep : plain;
}
