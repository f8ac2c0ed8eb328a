import { waitUntil } from "../wait-for.ts";

/** Waits until what a page shows is this: the rest of a change is drawn a moment later than its first. */
export async function becomes<Value>(read: () => Promise<Value>, value: Value): Promise<void> {
  let found: unknown;
  const isSo = async () => Bun.deepEquals((found = await read()), value);
  await waitUntil(`the page to show ${Bun.inspect(value)}`, isSo, { found: () => found });
}
