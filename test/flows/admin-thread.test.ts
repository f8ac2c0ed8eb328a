import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { ConversationSummary, Page, Thread, ThreadEntry } from "../../src/admin/wire.ts";
import { type AdminClient, LOCAL, signedIn } from "../admin-client.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { textPdf } from "../media/documents/make-pdf.ts";

describe("the thread of a conversation shows", () => {
  let bot: TestApp;
  let client: AdminClient;
  beforeEach(async () => {
    bot = await startTestApp({ settings: LOCAL, twilio: { publicUrl: LOCAL.PUBLIC_URL } });
    bot.openai.onMessage(/./, { content: "Here I am." });
    client = await signedIn(bot);
  });
  afterEach(() => bot.stop());

  const send = async (bytes: Uint8Array<ArrayBuffer>, contentType: string, body = "") => {
    await bot.twilio.sendMedia({ from: ADA, bytes, contentType, body });
    await bot.settle(1_500);
  };
  const lastOfUser = async (): Promise<ThreadEntry | undefined> => {
    const { entries } = await client.read<Thread>("/api/conversations/1");
    return entries.findLast(({ by }) => by === "user");
  };
  const pdf = () => textPdf(["One", "Two", "Three"]);

  test("a document as a phone does: by its name, with its format and pages", async () => {
    await send(pdf(), "application/pdf", "lease.pdf");
    expect(await lastOfUser()).toMatchObject({
      text: "",
      attachments: [{ name: "lease.pdf", format: "PDF", pages: 3, size: null }],
    });
  });

  test("a document without a name by its format, and the words that came with it", async () => {
    await send(pdf(), "application/pdf", "Can you check this?");
    expect(await lastOfUser()).toMatchObject({
      text: "Can you check this?",
      attachments: [{ name: null, format: "PDF", pages: 3 }],
    });
    // Where the messenger states the name beside the words, it is kept apart.
    await bot.write(`UPDATE messages SET raw = '{"filename":"lease.pdf"}'`);
    expect(await lastOfUser()).toMatchObject({
      text: "Can you check this?",
      attachments: [{ name: "lease.pdf", format: "PDF" }],
    });
  });

  test("a file that was sent by its name, format and size", async () => {
    await bot.twilio.sendText({ from: ADA, body: "/export" });
    await bot.settle(1_500);
    const { entries } = await client.read<Thread>("/api/conversations/1");
    const [file] = entries.flatMap(({ by, attachments }) => (by === "bot" ? attachments : []));
    expect(file).toMatchObject({ name: expect.any(String), size: expect.any(Number), pages: null });
    expect(file?.format).not.toContain("/");
  });

  test("a place in words before anything was answered", async () => {
    await bot.twilio.sendText({ from: ADA, body: "Hello" });
    await bot.settle(1_500);
    await client.change("POST", "/api/conversations/1/take-over");
    await bot.twilio.deliver({
      From: ADA,
      Latitude: "52.52",
      Longitude: "13.405",
      Label: "The bakery",
    });
    await bot.settle(1_500);
    expect((await lastOfUser())?.text).toBe("The bakery (latitude 52.52, longitude 13.405)");
    const { items } = await client.read<Page<ConversationSummary>>("/api/conversations");
    expect(items[0]?.preview).toBe("(place)");
  });

  test("and its line in the list a user's last words where the bot stayed silent", async () => {
    const say = async (body: string) => {
      await bot.twilio.sendText({ from: ADA, body });
      await bot.settle(1_500);
    };
    await say("Hello");
    await client.change("PATCH", "/api/users/1", { dailyBudget: 1 });
    await say("Are you there?");
    await say("Why do you not answer?");
    const [silent] = await bot.rows("SELECT ai_response FROM messages ORDER BY id DESC LIMIT 1");
    expect(silent).toEqual({ ai_response: "" });
    const { items } = await client.read<Page<ConversationSummary>>("/api/conversations");
    expect(items[0]).toMatchObject({ lastBy: "user", preview: "Why do you not answer?" });
  });
});
