import { afterEach, describe, expect, test } from "bun:test";
import { strFromU8, unzipSync } from "fflate";
import { exportData, replyWithData } from "../../src/answer/commands/export-data.ts";
import type { AdminStore } from "../../src/store/admin-store.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { pagesOf } from "../media/documents/reading.ts";
import { jpeg } from "../pictures.ts";

let bot: TestApp;
afterEach(() => bot.stop());

const { en } = exportData.languages;
const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

async function start(options: Parameters<typeof startTestApp>[0] = {}): Promise<void> {
  bot = await startTestApp({
    ...options,
    settings: { RATE_LIMIT_MESSAGES: "100", ...options.settings },
  });
  bot.openai.onMessage(/./, { content: "The answer of the model." });
}

async function say(body: string, from = ADA): Promise<string> {
  await bot.twilio.sendText({ from, body });
  await bot.settle(3_000);
  return bot.sent(from).at(-1) ?? "";
}

/** The files that were sent to a user, oldest first. */
const filesTo = (user: string) =>
  bot.twilio.journal.messages
    .filter(({ to, attached }) => to === user && attached.length > 0)
    .map(({ sid, attached: [file] }) => ({
      contentType: file?.contentType,
      bytes: bot.twilio.findMedia(sid, file?.sid ?? "")?.bytes ?? new Uint8Array(),
    }));

function open(bytes: Uint8Array) {
  const files = unzipSync(bytes);
  const json = JSON.parse(strFromU8(files["data.json"] ?? new Uint8Array()));
  return { files, names: Object.keys(files), json };
}

/** The text that a reader of documents shows. */
async function textOf(bytes = new Uint8Array()): Promise<string> {
  const pages = await pagesOf(bytes, { maxInflatedBytes: 40_000_000 });
  return Array.isArray(pages) ? pages.join("\n") : "";
}

async function fill(): Promise<void> {
  await say("What is a canary, & why <yellow>?");
  await say("/persona a patient teacher");
  const photo = { bytes: await jpeg("red"), contentType: "image/jpeg" };
  await bot.twilio.sendMedia({ from: ADA, ...photo, body: "a-red-bird" });
  await bot.settle();
  await bot.write("INSERT INTO facts (user_id, text, created_at) VALUES (1, 'likes birds', 1)");
}

describe("who writes /export", () => {
  test("gets a document with all that is stored of them, to read and for programs, and their files", async () => {
    await start();
    await fill();
    await say("/export");
    expect(bot.sent(ADA)).toContain(en.sent);
    const [file] = filesTo(ADA);
    expect(file?.contentType).toBe(DOCX);
    const { files, names, json } = open(file?.bytes ?? new Uint8Array());
    expect(names.slice(0, 4)).toEqual([
      "[Content_Types].xml",
      "_rels/.rels",
      "word/document.xml",
      "data.json",
    ]);
    expect(json.profile).toMatchObject([
      { phoneNumber: ADA, persona: "a patient teacher", isMemoryOn: true },
    ]);
    expect(json.facts).toEqual([{ text: "likes birds", createdAt: "1970-01-01T00:00:00.001Z" }]);
    expect(json.messages[0]).toMatchObject({
      text: "What is a canary, & why <yellow>?",
      answer: "The answer of the model.",
      createdAt: "2026-11-22T12:00:00.000Z",
    });
    expect(json.attachments).toMatchObject([{ kind: "image" }]);
    expect(json.usage).toHaveLength(1);
    // The picture is there as it is kept.
    const picture = names.find((name) => name.startsWith("files/"));
    expect(picture).toMatch(/^files\/\d+-0\.jpg$/);
    expect(files[picture ?? ""]?.length).toBeGreaterThan(100);
    const read = await textOf(file?.bytes);
    expect(read).toContain("You: What is a canary, & why <yellow>?");
    expect(read).toContain("Answer: The answer of the model.");
    expect(read).toContain("likes birds");
  });

  test("gets it once a day, and nothing of it stays once it has arrived", async () => {
    await start();
    await fill();
    await say("/export");
    expect(await say("Export")).toBe("The answer of the model.");
    expect(await say("/export")).toBe(en.again);
    expect(await bot.rows("SELECT part_id FROM outgoing_files")).toHaveLength(1);
    await bot.app.maintain();
    expect(await bot.rows("SELECT part_id FROM outgoing_files")).toEqual([]);
    expect(await say("/export")).toBe(en.again);
    bot.clock.jump(25 * 3_600_000);
    await say("/export");
    expect(filesTo(ADA)).toHaveLength(2);
    await say("/lang es");
    bot.clock.jump(25 * 3_600_000);
    await say("/Exportar");
    expect(filesTo(ADA)).toHaveLength(3);
    expect(await textOf(filesTo(ADA)[2]?.bytes)).toContain("Tú: What is a canary");
  });

  test("may ask again on the same day if it could not be delivered", async () => {
    await start();
    await say("Hello");
    await say("/export");
    await bot.write("UPDATE deliveries SET state = 'failed' WHERE kind = 'media'");
    await say("/export");
    expect(filesTo(ADA)).toHaveLength(2);
  });

  test("is told who can help where the channel delivers no file, or not one of that size", async () => {
    await start();
    await fill();
    const admin = await bot.openAdminStore();
    const asker = { userId: 1, own: en, language: "en" } as const;
    const run = (
      files: Parameters<typeof replyWithData>[1]["files"],
      exportedFiles: AdminStore["exportedFiles"] = (userId) => admin.exportedFiles(userId),
    ) => {
      const store = Object.assign(Object.create(admin), { exportedFiles });
      return replyWithData(asker, { store, clock: bot.clock, timezone: "UTC", files });
    };
    expect(await run(null)).toBe(en.noFiles);
    expect(await run({ documents: ["image/png"], maxFileSize: 1_000 })).toBe(en.noFiles);
    expect(await run({ documents: [DOCX], maxFileSize: 1_000 })).toBe(en.tooLarge);
    const large = async (userId: number) =>
      (await admin.exportedFiles(userId)).map((file) => Object.assign(file, { size: 600_000 }));
    const files = { documents: [DOCX], maxFileSize: 1_000_000 };
    expect(await run(files)).toMatchObject({ text: en.sent });
    expect(await run(files, large)).toMatchObject({ text: `${en.sent} ${en.leftOut(1)}` });
    const zipped = await run({ documents: ["application/zip"], maxFileSize: 1_000_000 });
    expect(zipped).toMatchObject({ file: { contentType: "application/zip", name: "my-data.zip" } });
    await admin.close();
  });

  test("gets nothing of anybody else", async () => {
    await start();
    await fill();
    for (const canary of ["canary-7141", "</w:t>"]) await say(`Bob's ${canary}`, BOB);
    await bot.write(
      "INSERT INTO facts (user_id, text, created_at) VALUES (2, 'bob-likes-fish', 1)",
    );
    await say("/persona like Bob's canary-7141", BOB);
    await say("/export");
    await say(`/export ${ADA}`, BOB);
    await say("/export", BOB);
    const [ada, bob] = [filesTo(ADA)[0], filesTo(BOB).at(-1)].map((file) => {
      const { files } = open(file?.bytes ?? new Uint8Array());
      return Object.values(files)
        .map((bytes) => strFromU8(bytes))
        .join("\n");
    });
    for (const text of ["canary-7141", "bob-likes-fish", BOB.slice(10)]) {
      expect(ada).not.toContain(text);
      expect(bob).toContain(text);
    }
    for (const text of ["yellow", "likes birds", "patient teacher", "a-red-bird"]) {
      expect(ada).toContain(text);
      expect(bob).not.toContain(text);
    }
    expect(filesTo(BOB)).toHaveLength(1);
  });
});
