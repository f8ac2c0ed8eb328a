import { expect, test } from "bun:test";
import { waitFor, waitUntil } from "./wait-for.ts";

const found = () => ["one"];
const never = new Promise<never>(() => {});

test("a wait without success ends, and says what it waited for and what there was instead", () => {
  const said = 'waited 5 ms in vain for two calls; found [ "one" ]';
  expect(waitFor("two calls", never, { found, deadlineMs: 5 })).rejects.toThrow(said);
  expect(waitUntil("two calls", () => false, { found, deadlineMs: 5 })).rejects.toThrow(said);
});

test("a wait ends with what came, or with what failed", async () => {
  expect(await waitFor("an answer", Promise.resolve("yes"))).toBe("yes");
  expect(waitFor("an answer", Promise.reject(new Error("no")))).rejects.toThrow("no");
  let looks = 0;
  await waitUntil("three looks", async () => (looks += 1) === 3);
  expect(looks).toBe(3);
});
