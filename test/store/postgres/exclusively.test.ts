import { afterEach, beforeEach, expect, test } from "bun:test";
import { waitFor } from "../../wait-for.ts";
import { openReplicas, type Replicas } from "./replicas.ts";

let both: Replicas;
beforeEach(async () => {
  both = await openReplicas();
});
afterEach(() => both.close());

const nothing = async () => {};

test("while one server cleans up, no other begins; other work continues", async () => {
  const { one, two } = both;
  const under = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const first = one.store.exclusively("clean-up", 0, () => {
    begun.resolve();
    return under.promise;
  });
  await waitFor("the first one to begin", begun.promise);
  expect(await two.store.exclusively("clean-up", 0, nothing)).toBe(false);
  expect(await one.store.exclusively("clean-up", 0, nothing)).toBe(false);
  expect(await two.store.exclusively("catch-up", 0, nothing)).toBe(true);
  under.resolve();
  expect(await first).toBe(true);
  expect(await two.store.exclusively("clean-up", 0, nothing)).toBe(true);
});

test("a task that one server has just run is not run again by another whose clock is late", async () => {
  const { one, two, clock } = both;
  expect(await one.store.exclusively("clean-up", 30_000, nothing)).toBe(true);
  clock.jump(29_999);
  expect(await two.store.exclusively("clean-up", 30_000, nothing)).toBe(false);
  clock.jump(1);
  expect(await two.store.exclusively("clean-up", 30_000, nothing)).toBe(true);
});

test("work that fails throws, and runs again at its next time", async () => {
  const { one, two, clock } = both;
  const fail = () => Promise.reject(new Error("no luck"));
  expect(one.store.exclusively("clean-up", 30_000, fail)).rejects.toThrow("no luck");
  clock.jump(30_000);
  expect(await two.store.exclusively("clean-up", 30_000, nothing)).toBe(true);
});

test("a server that died in the middle does not block the others for long", async () => {
  const { one, two, clock, sql } = both;
  const under = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const lost = one.store.exclusively("clean-up", 3_600_000, () => {
    begun.resolve();
    return under.promise;
  });
  await waitFor("the first one to begin", begun.promise);
  clock.jump(30_000);
  expect(await two.store.exclusively("clean-up", 0, nothing)).toBe(true);
  under.resolve();
  await lost;
  // What the slow one writes at its end must not count for the next.
  expect(await two.store.exclusively("clean-up", 0, nothing)).toBe(true);
  await sql`UPDATE settings SET value = json_build_object('until', ${clock.now() + 86_400_000}::bigint)::text`;
  expect(await two.store.exclusively("clean-up", 0, nothing)).toBe(true);
});
