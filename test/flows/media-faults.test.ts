import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Environment } from "../../src/config.ts";
import { ADA } from "../harness.ts";
import { textPdf } from "../media/documents/make-pdf.ts";
import { jpeg } from "../pictures.ts";
import { isOnPostgres } from "../story-database.ts";
import { type MediaSetup, setUpMedia } from "./media-setup.ts";

const DAY_MS = 24 * 60 * 60_000;

describe("an attachment", () => {
  let setup: MediaSetup;
  let photo: { from: string; bytes: Uint8Array<ArrayBuffer>; contentType: string };
  const start = async (settings: Environment = {}) => {
    setup = await setUpMedia(settings);
  };
  beforeEach(async () => {
    photo = { from: ADA, bytes: await jpeg("red"), contentType: "image/jpeg" };
  });
  afterEach(() => setup.stop());

  const calls = (method: string) =>
    setup.bot.twilio.journal.calls.filter(
      (call) =>
        call.method === method && (call.server === "media" || call.path.includes("/Media/")),
    );

  test("is fetched with credentials from Twilio, and without from where it leads", async () => {
    await start();
    await setup.bot.twilio.sendMedia(photo);
    await setup.bot.settle();
    expect(
      calls("GET").map(({ server, hasAuthorization }) => ({ server, hasAuthorization })),
    ).toEqual([
      { server: "api", hasAuthorization: true },
      { server: "media", hasAuthorization: false },
    ]);
  });

  test("leaves no file behind, in a folder that no other user can open", async () => {
    await start();
    await setup.bot.twilio.sendMedia(photo);
    await setup.bot.twilio.sendMedia({ ...photo, bytes: new Uint8Array(3) });
    await setup.bot.settle();
    const name = isOnPostgres ? `whatsapp-ai-bot-${userInfo().uid}` : "tmp";
    const folder = join(setup.bot.folder, name);
    expect(readdirSync(folder)).toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test.each([
    ["an error of its own", { on: "media", kind: "500" }],
    ["too many requests", { on: "media", kind: "429" }],
    // Twice: over a connection that was used before, Bun tries again by itself.
    ["a connection cut", { on: "media", kind: "refused", times: 2 }],
    ["that it knows of none, yet", { on: "media", kind: "code", code: 20404, status: 404 }],
  ] as const)("is fetched again when Twilio answers with %s", async (_what, fault) => {
    await start();
    setup.bot.twilio.faults.next(fault);
    await setup.bot.twilio.sendMedia(photo);
    await setup.bot.settle();
    expect(setup.bot.sent()).toEqual([]);
    await setup.bot.settle(30_000);
    expect(setup.bot.sent()).toEqual(["I see."]);
    expect(setup.shownPictures()).toHaveLength(1);
  });

  test("that Twilio does not have is asked for once more", async () => {
    await start();
    const fault = { on: "media", kind: "code", code: 20404, status: 404, times: 9 } as const;
    setup.bot.twilio.faults.next(fault);
    await setup.bot.twilio.sendMedia(photo);
    await setup.bot.settle(60_000);
    expect(setup.bot.sent()).toEqual([expect.stringContaining("send it once more")]);
    expect(calls("GET")).toHaveLength(4);
  });

  test("of more than 16 MB is refused kindly", async () => {
    await start();
    const bytes = new Uint8Array(16 * 1024 * 1024 + 1);
    await setup.bot.twilio.sendMedia({ from: ADA, bytes, contentType: "application/pdf" });
    await setup.bot.settle();
    expect(setup.bot.sent()).toEqual([expect.stringContaining("16 MB")]);
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
    await setup.bot.twilio.deliver({
      From: ADA,
      MediaUrl0: `${inner.url.origin}/latest/meta-data`,
      MediaContentType0: "image/jpeg",
    });
    await setup.bot.settle(60_000);
    expect(visits).toBe(0);
    expect(setup.bot.sent()).toHaveLength(1);
    expect(setup.bot.sent().join()).not.toContain("MediaUrl");
  });

  test("is removed at Twilio once it is answered, if its owner wishes so, and again until it is", async () => {
    await start({ TWILIO_DELETE_MEDIA: "true" });
    await setup.bot.twilio.sendMedia(photo);
    await setup.bot.settle();
    setup.bot.twilio.faults.next({ on: "delete", kind: "500" });
    await setup.bot.app.maintain();
    expect(calls("DELETE").map(({ status }) => status)).toEqual([500]);
    await setup.bot.restart();
    await setup.bot.app.maintain();
    expect(calls("DELETE")).toHaveLength(1);
    setup.bot.clock.jump(60_000);
    await setup.bot.app.maintain();
    await setup.bot.app.maintain();
    expect(calls("DELETE").map(({ status }) => status)).toEqual([500, 204]);
    expect(await setup.bot.rows("SELECT * FROM jobs")).toEqual([]);
  });

  test("stays at Twilio unless its owner wishes otherwise", async () => {
    await start();
    await setup.bot.twilio.sendMedia(photo);
    await setup.bot.settle();
    await setup.bot.app.maintain();
    expect(calls("DELETE")).toEqual([]);
  });

  test("is deleted after its retention, and a reply to it gets an explanation", async () => {
    await start({ MEDIA_RETENTION_DAYS: "3" });
    const { sid } = await setup.bot.twilio.sendMedia(photo);
    const bytes = textPdf(["Rent: 900 EUR"]);
    await setup.bot.twilio.sendMedia({ ...photo, bytes, contentType: "application/pdf" });
    await setup.bot.settle();
    setup.bot.clock.jump(2 * DAY_MS);
    await setup.bot.app.maintain();
    expect(await setup.bot.rows("SELECT 1 FROM attachments WHERE state = 'dropped'")).toEqual([]);
    setup.bot.clock.jump(DAY_MS + 1);
    await setup.bot.app.maintain();
    expect(await setup.bot.rows("SELECT DISTINCT state, text, bytes FROM attachments")).toEqual([
      { state: "dropped", text: null, bytes: null },
    ]);
    await setup.bot.twilio.sendText({ from: ADA, body: "What was it?", quotedSid: sid });
    await setup.bot.settle();
    expect(setup.shownPictures()).toEqual([]);
    expect(setup.shownText()).toContain("no longer kept");
  });

  test("and its message are deleted after their days, and cannot come back", async () => {
    await start({ MESSAGE_RETENTION_DAYS: "1" });
    const { sid } = await setup.bot.twilio.sendMedia(photo);
    await setup.bot.settle();
    setup.bot.clock.jump(1.5 * DAY_MS);
    await setup.bot.app.maintain();
    expect(await setup.bot.rows("SELECT 1 FROM messages")).toHaveLength(1);
    setup.bot.clock.jump(DAY_MS);
    await setup.bot.app.maintain();
    for (const table of ["messages", "attachments", "deliveries", "conversations"]) {
      expect(await setup.bot.rows(`SELECT * FROM ${table}`)).toEqual([]);
    }
    await setup.bot.twilio.repeat(sid);
    await setup.bot.settle();
    expect(setup.bot.sent()).toEqual(["I see."]);
  });
});
