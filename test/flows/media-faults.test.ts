import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { ADA } from "../harness.ts";
import { textPdf } from "../media/documents/make-pdf.ts";
import { jpeg } from "../pictures.ts";
import { isOnPostgres } from "../test-ground.ts";
import { type MediaStage, startMediaStage } from "./media-stage.ts";

const DAY_MS = 24 * 60 * 60_000;

describe("an attachment", () => {
  let stage: MediaStage;
  let photo: { from: string; bytes: Uint8Array<ArrayBuffer>; contentType: string };
  const start = async (settings: Environment = {}) => {
    stage = await startMediaStage(settings);
  };
  beforeEach(async () => {
    photo = { from: ADA, bytes: await jpeg("red"), contentType: "image/jpeg" };
  });
  afterEach(() => stage.stop());

  const calls = (method: string) =>
    stage.bot.twilio.journal.calls.filter(
      (call) =>
        call.method === method && (call.server === "media" || call.path.includes("/Media/")),
    );

  test("is fetched with credentials from Twilio, and without from where it leads", async () => {
    await start();
    await stage.bot.twilio.sendMedia(photo);
    await stage.bot.settle();
    expect(
      calls("GET").map(({ server, hasAuthorization }) => ({ server, hasAuthorization })),
    ).toEqual([
      { server: "api", hasAuthorization: true },
      { server: "media", hasAuthorization: false },
    ]);
  });

  test("leaves no file behind, in a folder that no other user can open", async () => {
    await start();
    await stage.bot.twilio.sendMedia(photo);
    await stage.bot.twilio.sendMedia({ ...photo, bytes: new Uint8Array(3) });
    await stage.bot.settle();
    const name = isOnPostgres ? `whatsapp-ai-bot-${userInfo().uid}` : "tmp";
    const folder = join(stage.bot.folder, name);
    expect(readdirSync(folder)).toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test.each([
    ["an error of its own", { on: "media", kind: "500" }],
    ["too many requests", { on: "media", kind: "429" }],
    ["a connection cut", { on: "media", kind: "refused" }],
    ["that it knows of none, yet", { on: "media", kind: "code", code: 20404, status: 404 }],
  ] as const)("is fetched again when Twilio answers with %s", async (_what, fault) => {
    await start();
    stage.bot.twilio.faults.next(fault);
    await stage.bot.twilio.sendMedia(photo);
    await stage.bot.settle();
    expect(stage.bot.sent()).toEqual([]);
    await stage.bot.settle(10_000);
    expect(stage.bot.sent()).toEqual(["I see."]);
    expect(stage.shownPictures()).toHaveLength(1);
  });

  test("that Twilio does not have is asked for once more", async () => {
    await start();
    const fault = { on: "media", kind: "code", code: 20404, status: 404, times: 9 } as const;
    stage.bot.twilio.faults.next(fault);
    await stage.bot.twilio.sendMedia(photo);
    await stage.bot.settle(60_000);
    expect(stage.bot.sent()).toEqual([expect.stringContaining("send it once more")]);
    expect(calls("GET")).toHaveLength(4);
  });

  test("of more than 16 MB is refused kindly", async () => {
    await start();
    const bytes = new Uint8Array(16 * 1024 * 1024 + 1);
    await stage.bot.twilio.sendMedia({ from: ADA, bytes, contentType: "application/pdf" });
    await stage.bot.settle();
    expect(stage.bot.sent()).toEqual([expect.stringContaining("16 MB")]);
  });

  test("at an address that is not Twilio's is never fetched", async () => {
    await start();
    let visits = 0;
    using inner = Bun.serve({
      port: 0,
      fetch: () => {
        visits += 1;
        return new Response("the secret");
      },
    });
    await stage.bot.twilio.deliver({
      From: ADA,
      MediaUrl0: `${inner.url.origin}/latest/meta-data`,
      MediaContentType0: "image/jpeg",
    });
    await stage.bot.settle(60_000);
    expect(visits).toBe(0);
    expect(stage.bot.sent()).toHaveLength(1);
    expect(stage.bot.sent().join()).not.toContain("MediaUrl");
  });

  test("is removed at Twilio once it is answered, if its owner wishes so, and again until it is", async () => {
    await start({ TWILIO_DELETE_MEDIA: "true" });
    await stage.bot.twilio.sendMedia(photo);
    await stage.bot.settle();
    stage.bot.twilio.faults.next({ on: "delete", kind: "500" });
    await stage.bot.app.maintain();
    expect(calls("DELETE").map(({ status }) => status)).toEqual([500]);
    await stage.bot.restart();
    await stage.bot.app.maintain();
    expect(calls("DELETE")).toHaveLength(1);
    stage.bot.clock.jump(60_000);
    await stage.bot.app.maintain();
    await stage.bot.app.maintain();
    expect(calls("DELETE").map(({ status }) => status)).toEqual([500, 204]);
    expect(await stage.bot.rows("SELECT * FROM jobs")).toEqual([]);
  });

  test("stays at Twilio unless its owner wishes otherwise", async () => {
    await start();
    await stage.bot.twilio.sendMedia(photo);
    await stage.bot.settle();
    await stage.bot.app.maintain();
    expect(calls("DELETE")).toEqual([]);
  });

  test("is deleted after its retention, and a reply to it gets an explanation", async () => {
    await start({ MEDIA_RETENTION_DAYS: "3" });
    const { sid } = await stage.bot.twilio.sendMedia(photo);
    const bytes = textPdf(["Rent: 900 EUR"]);
    await stage.bot.twilio.sendMedia({ ...photo, bytes, contentType: "application/pdf" });
    await stage.bot.settle();
    stage.bot.clock.jump(2 * DAY_MS);
    await stage.bot.app.maintain();
    expect(await stage.bot.rows("SELECT 1 FROM attachments WHERE state = 'dropped'")).toEqual([]);
    stage.bot.clock.jump(DAY_MS + 1);
    await stage.bot.app.maintain();
    expect(await stage.bot.rows("SELECT DISTINCT state, text, bytes FROM attachments")).toEqual([
      { state: "dropped", text: null, bytes: null },
    ]);
    await stage.bot.twilio.sendText({ from: ADA, body: "What was it?", quotedSid: sid });
    await stage.bot.settle();
    expect(stage.shownPictures()).toEqual([]);
    expect(stage.shownText()).toContain("no longer kept");
  });

  test("and its message are deleted after their days, and cannot come back", async () => {
    await start({ MESSAGE_RETENTION_DAYS: "1" });
    const { sid } = await stage.bot.twilio.sendMedia(photo);
    await stage.bot.settle();
    stage.bot.clock.jump(1.5 * DAY_MS);
    await stage.bot.app.maintain();
    expect(await stage.bot.rows("SELECT 1 FROM messages")).toHaveLength(1);
    stage.bot.clock.jump(DAY_MS);
    await stage.bot.app.maintain();
    for (const table of ["messages", "attachments", "deliveries", "conversations"]) {
      expect(await stage.bot.rows(`SELECT * FROM ${table}`)).toEqual([]);
    }
    await stage.bot.twilio.repeat(sid);
    await stage.bot.settle();
    expect(stage.bot.sent()).toEqual(["I see."]);
  });
});
