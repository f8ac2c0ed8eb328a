import { afterEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { answerWith } from "../answer-with.ts";
import { ADA, PUBLIC_URL, startTestApp, type TestApp } from "../harness.ts";
import { pictured } from "../outgoing-file.ts";
import { anAnswer } from "../replies.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const fetchFile = (url: string, init: RequestInit = {}) =>
  fetch(url.replace(PUBLIC_URL, bot.origin), init);

describe("the address of a file", () => {
  async function sentUrl(): Promise<string> {
    bot = await startTestApp({
      around: answerWith(() => [pictured(null, 7)]),
      model: () => ({
        name: "a-model",
        capabilities: { vision: true, files: true },
        respond: async () => anAnswer("Here you are."),
      }),
    });
    await bot.twilio.sendText({ from: ADA, body: "Draw me a cat" });
    await bot.settle(10_000);
    return bot.twilio.journal.messages[0]?.mediaUrls[0] ?? "";
  }

  test("gives the file, its type and its length, whole or in part", async () => {
    const url = await sentUrl();
    expect(url).toMatch(/^https:\/\/bot\.example\.org\/media\/[\w-]{43}$/);
    const bytes = pictured(null, 7).file.bytes;
    const whole = await fetchFile(url);
    expect(whole.status).toBe(200);
    expect(whole.headers.get("content-type")).toBe("image/png");
    expect(whole.headers.get("content-length")).toBe("9");
    expect(whole.headers.get("content-disposition")).toMatch(/^inline; filename="[\w.-]+"$/);
    expect(whole.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await whole.bytes()).toEqual(bytes);
    const head = await fetchFile(url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "9"]);
    expect(head.headers.get("content-type")).toBe("image/png");
    for (const [range, status, told, body] of [
      ["bytes=0-1", 206, "bytes 0-1/9", bytes.subarray(0, 2)],
      ["bytes=7-", 206, "bytes 7-8/9", bytes.subarray(7)],
      ["bytes=-3", 206, "bytes 6-8/9", bytes.subarray(6)],
      ["bytes=4-99", 206, "bytes 4-8/9", bytes.subarray(4)],
      ["bytes=9-", 416, "bytes */9", new Uint8Array()],
      ["bytes=0-1,4-5", 200, null, bytes],
      ["lines=0-1", 200, null, bytes],
    ] as const) {
      const part = await fetchFile(url, { headers: { range } });
      expect([range, part.status, part.headers.get("content-range")]).toEqual([
        range,
        status,
        told,
      ]);
      expect(await part.bytes()).toEqual(Uint8Array.from(body));
    }
    const stale = await fetchFile(url, { headers: { range: "bytes=0-1", "if-range": '"other"' } });
    expect(stale.status).toBe(200);
  });

  test("is gone a day after the delivery, and the operator is told of it", async () => {
    const url = await sentUrl();
    await bot.app.maintain();
    expect((await fetchFile(url)).status).toBe(200);
    bot.clock.jump(25 * 60 * 60_000);
    await bot.app.maintain();
    for (const method of ["GET", "HEAD"]) {
      expect((await fetchFile(url, { method })).status).toBe(404);
    }
    const admin = await bot.openAdminStore();
    expect((await admin.timelineOf("1"))?.parts).toMatchObject([
      { file: null, isFileGone: true, state: "delivered" },
    ]);
    await admin.close();
  });

  test("gives nothing for another token, nor a list, nor what was erased", async () => {
    const url = await sentUrl();
    const token = url.slice(-43);
    const guessed = [
      "",
      "/",
      "/x",
      `/${token.slice(1)}`,
      `/${token}x`,
      `/${token.toLowerCase().replace(/^./, "_")}`,
      `/${"A".repeat(43)}`,
      `/${"A".repeat(4_000)}`,
      `/${token}/..%2f`,
    ];
    for (const path of guessed) {
      for (const method of ["GET", "HEAD"]) {
        const { status } = await fetchFile(`${PUBLIC_URL}/media${path}`, { method });
        expect([path.slice(0, 50), method, status]).toEqual([path.slice(0, 50), method, 404]);
      }
    }
    expect((await fetchFile(url, { method: "DELETE" })).status).toBe(405);
    expect((await fetchFile(url)).status).toBe(200);
    const admin = await bot.openAdminStore();
    expect(await admin.eraseUser(1, TERMINAL)).toBe(true);
    await admin.close();
    expect((await fetchFile(url)).status).toBe(404);
    expect((await fetchFile(url, { method: "HEAD" })).status).toBe(404);
    expect(await bot.rows("SELECT token FROM outgoing_files")).toEqual([]);
  });
});
