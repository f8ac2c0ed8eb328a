import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { isDeep } from "../depth.ts";
import { startTestApp, type TestApp } from "../harness.ts";
import { waitFor } from "../wait-for.ts";
import { rowCounts, speak, statusesIn } from "./attacker.ts";

let bot: TestApp;
beforeAll(async () => {
  bot = await startTestApp();
  // The code of webhooks is loaded with the first. Until that is answered, Bun cannot answer one that
  // follows it without a wait, as no messenger and no proxy sends it: it hangs up.
  await fetch(`${bot.origin}/webhook`, { method: "POST", body: new URLSearchParams({ a: "b" }) });
});
afterAll(() => bot.stop());
afterEach(async () => {
  expect(await rowCounts(bot)).toEqual({ messages: 0, users: 0 });
  expect((await fetch(`${bot.origin}/health`)).status).toBe(200);
});

const HEAD =
  "POST /webhook HTTP/1.1\r\nHost: bot.example.org\r\n" +
  "Content-Type: application/x-www-form-urlencoded\r\n";
/** A request hidden in the body: if the server read it, it would answer with 200. */
const HIDDEN = "GET /health/live HTTP/1.1\r\nHost: bot.example.org\r\nConnection: close\r\n\r\n";

test.each([
  ["both lengths", `Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  [
    "both lengths, turned round",
    `Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ["two lengths", `Content-Length: 3\r\nContent-Length: 90\r\n\r\na=b${HIDDEN}`],
  ["a list of lengths", `Content-Length: 3, 90\r\n\r\na=b${HIDDEN}`],
  ["a length with a sign", `Content-Length: +3\r\n\r\na=b${HIDDEN}`],
  ["a length below zero", `Content-Length: -1\r\n\r\na=b${HIDDEN}`],
  ["a length in hex", `Content-Length: 0x3\r\n\r\na=b${HIDDEN}`],
  ["a length beyond all numbers", `Content-Length: 99999999999999999999999\r\n\r\na=b${HIDDEN}`],
  ["an empty length", `Content-Length: \r\n\r\na=b${HIDDEN}`],
  ["an unknown encoding", `Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ["an encoding behind chunked", `Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${HIDDEN}`],
  [
    "an encoding twice",
    `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ["a space before the colon", `Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ["a folded header", `X: a\r\n Content-Length: 3\r\n\r\n${HIDDEN}`],
  ["a bare carriage return", `X: a\rContent-Length: 3\r\n\r\n${HIDDEN}`],
  ["a NUL in a header", `X: a\0b\r\n\r\n${HIDDEN}`],
  ["a chunk of no size", `Transfer-Encoding: chunked\r\n\r\nzz\r\na=b\r\n0\r\n\r\n${HIDDEN}`],
  ["a chunk below zero", `Transfer-Encoding: chunked\r\n\r\n-3\r\na=b\r\n0\r\n\r\n${HIDDEN}`],
  ["a chunk in other hex", `Transfer-Encoding: chunked\r\n\r\n0x3\r\na=b\r\n0\r\n\r\n${HIDDEN}`],
  [
    "a chunk beyond all numbers",
    `Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\na=b\r\n0\r\n\r\n${HIDDEN}`,
  ],
  [
    "a chunk that is longer than it says",
    `Transfer-Encoding: chunked\r\n\r\n3\r\na=bXX\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ["chunks between bare line feeds", `Transfer-Encoding: chunked\r\n\r\n3\na=b\n0\n\n${HIDDEN}`],
])("%s: refused, and the rest is not read as a request", async (_, rest) => {
  const statuses = statusesIn(await speak(bot.origin, HEAD + rest));
  expect(statuses).toEqual([400]);
});

test("a body that ends where it says is followed by the next request, and only then", async () => {
  const heard = await speak(bot.origin, `${HEAD}Content-Length: 3\r\n\r\na=b${HIDDEN}`);
  expect(statusesIn(heard)).toEqual([403, 200]);
  const swallowed = `${HEAD}Content-Length: ${3 + HIDDEN.length}\r\nConnection: close\r\n\r\na=b${HIDDEN}`;
  expect(statusesIn(await speak(bot.origin, swallowed))).toEqual([403]);
});

test.each([
  ["headers of 200 kB", 431, `X: ${"a".repeat(200_000)}\r\n\r\n`],
  ["a thousand headers", 431, `${"A: b\r\n".repeat(1_000)}\r\n`],
  [
    "a body over 64 KiB",
    413,
    `Content-Length: 65537\r\nConnection: close\r\n\r\n${"a".repeat(65_537)}`,
  ],
  ["an announced gigabyte", 413, "Content-Length: 1073741824\r\n\r\n"],
])("%s: %d", async (_, status, rest) => {
  expect(statusesIn(await speak(bot.origin, HEAD + rest))).toEqual([status]);
});

test("endless chunks are cut at the limit", async () => {
  const chunk = `2000\r\n${"a".repeat(0x2000)}\r\n`;
  const flood = `${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(9)}0\r\n\r\n${HIDDEN}`;
  expect(statusesIn(await speak(bot.origin, flood))[0]).toBe(413);
});

test("hundreds of clients that never finish hinder no other client", async () => {
  const unfinished = await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      hold(index % 2 === 0 ? HEAD : `${HEAD}Content-Length: 1000\r\n\r\na=`),
    ),
  );
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => fetch(`${bot.origin}/health/live`)),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  for (const socket of unfinished) socket.destroy();
});

// Ten seconds each, so not in a plain run.
test.skipIf(!isDeep).each([
  ["says nothing", "", ""],
  ["sends its headers letter by letter", HEAD, "A"],
  ["sends its body letter by letter", `${HEAD}Content-Length: 1000\r\n\r\n`, "a"],
  ["sends chunk after chunk", `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, "1\r\na\r\n"],
])(
  "a client that %s is given some seconds, and is then cut off",
  async (_, first, piece) => {
    const socket = await hold(first);
    // Counted by this process, which falls behind together with the bot in it.
    let seconds = 0;
    const timer = setInterval(() => {
      seconds += 1;
      if (piece !== "") socket.write(piece);
    }, 1_000);
    const startedAt = performance.now();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const found = () => `${seconds} seconds`;
    await waitFor("the bot to hang up", closed, { found, deadlineMs: 60_000 });
    clearInterval(timer);
    expect(seconds).toBeLessThan(20);
    expect(performance.now() - startedAt).toBeGreaterThan(1_000);
  },
  90_000,
);

/** A connection on which these bytes were sent, and nothing more. */
function hold(bytes: string): Promise<Socket> {
  const { port, hostname } = new URL(bot.origin);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(bytes, () => resolve(socket)),
    );
    socket.on("error", reject);
    socket.resume();
  });
}
