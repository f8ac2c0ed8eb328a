import { afterEach, beforeEach, expect, test } from "bun:test";
import { openReplicas, type Replicas } from "./replicas.ts";

let both: Replicas;
beforeEach(async () => {
  both = await openReplicas();
});
afterEach(() => both.close());

test("two servers together take no more places in a minute than there are, also at once", async () => {
  const { one, two } = both;
  const taken = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      (n % 2 === 0 ? one : two).store.takePlace("sends agent:1", { perMinute: 12 }),
    ),
  );
  expect(taken.filter((waitMs) => waitMs === 0)).toHaveLength(12);
  for (const waitMs of taken) expect(waitMs).toBeLessThanOrEqual(61_000);
});
