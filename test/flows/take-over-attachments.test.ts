import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { AdminStore } from "../../src/store/admin-store.ts";
import { ADA } from "../harness.ts";
import { textPdf } from "../media/documents/make-pdf.ts";
import { jpeg } from "../pictures.ts";
import { type MediaSetup, setUpMedia } from "./media-setup.ts";

const DAY_MS = 24 * 60 * 60_000;
const voiceNote = () => Bun.file(join(import.meta.dir, "../fixtures/voice-note.ogg")).bytes();

describe("an attachment that arrives while an owner has the conversation", () => {
  let setup: MediaSetup;
  let admin: AdminStore;
  beforeEach(async () => {
    setup = await setUpMedia({ TWILIO_DELETE_MEDIA: "true" });
    admin = await setup.bot.openAdminStore();
    await say("Hello");
  });
  afterEach(async () => {
    await admin.close();
    await setup.stop();
  });

  const say = async (body: string) => {
    await setup.bot.twilio.sendText({ from: ADA, body });
    await setup.bot.settle();
  };
  const send = async (bytes: Uint8Array<ArrayBuffer>, contentType: string, body = "") => {
    await setup.bot.twilio.sendMedia({ from: ADA, bytes, contentType, body });
    await setup.bot.settle();
  };
  const idOf = async () => (await admin.findUser(ADA))?.id ?? 0;
  const takeOver = async () => admin.takeOver(await idOf(), { by: "Grace", isForced: false });
  const handBack = async () => admin.handBack(await idOf(), "Grace");
  const open = () => setup.bot.rows("SELECT id FROM messages WHERE state = 'received'");

  test("is read at once without a word, and is in the prompt after the hand-back", async () => {
    await takeOver();
    const [asked, sent] = [setup.upstream.asked.length, setup.bot.sent().length];
    setup.upstream.hears("The heating is broken");
    await send(textPdf(["Rent: 900 EUR"]), "application/pdf", "lease.pdf");
    await send(await jpeg("red"), "image/jpeg");
    await send(new Uint8Array(await voiceNote()), "audio/ogg");
    expect(setup.upstream.asked).toHaveLength(asked);
    expect(setup.bot.sent()).toHaveLength(sent);
    expect(await open()).toEqual([]);
    // The messenger need not keep them any longer.
    await setup.bot.write("UPDATE attachments SET url = 'https://gone.example/1'");
    await handBack();
    await setup.bot.settle(5_000);
    expect(setup.bot.sent()).toHaveLength(sent);
    await say("How high is the rent?");
    expect(setup.bot.sent()).toHaveLength(sent + 1);
    expect(setup.shownText()).toContain("Rent: 900 EUR");
    expect(setup.shownText()).toContain("The heating is broken");
    expect(setup.shown().some(({ type }) => type === "input_image")).toBe(true);
  });

  test("is read where its message waited for an answer that the owner gives instead", async () => {
    setup.bot.twilio.faults.next({ on: "media", kind: "500", times: 1 });
    await setup.bot.twilio.sendMedia({
      from: ADA,
      bytes: textPdf(["Rent: 900 EUR"]),
      contentType: "application/pdf",
      body: "lease.pdf",
    });
    await setup.bot.settle();
    const sent = setup.bot.sent().length;
    await takeOver();
    await setup.bot.settle(60_000);
    expect(await open()).toEqual([]);
    await handBack();
    await say("How high is the rent?");
    expect(setup.bot.sent()).toHaveLength(sent + 1);
    expect(setup.shownText()).toContain("Rent: 900 EUR");
  });

  test("and that cannot be fetched is given up without an apology or a notice of delay", async () => {
    await takeOver();
    const sent = setup.bot.sent().length;
    setup.bot.twilio.faults.next({ on: "media", kind: "500", times: 100 });
    await send(textPdf(["Rent: 900 EUR"]), "application/pdf", "lease.pdf");
    await setup.bot.settle(600_000);
    expect(await open()).toEqual([]);
    expect(setup.bot.sent()).toHaveLength(sent);
  });

  test("is not answered either if the owner hands back before it is read", async () => {
    await takeOver();
    const sent = setup.bot.sent().length;
    setup.bot.twilio.faults.next({ on: "media", kind: "500", times: 1 });
    await send(textPdf(["Rent: 900 EUR"]), "application/pdf", "lease.pdf");
    expect(await open()).toHaveLength(1);
    await handBack();
    await setup.bot.settle(60_000);
    expect(await open()).toEqual([]);
    expect(setup.bot.sent()).toHaveLength(sent);
    await say("How high is the rent?");
    expect(setup.shownText()).toContain("Rent: 900 EUR");
  });

  const deletions = () =>
    setup.bot.twilio.journal.calls.filter(({ method }) => method === "DELETE").length;

  test("is deleted at Twilio after a day, so that the owner can open it while they answer", async () => {
    await takeOver();
    await send(await jpeg("red"), "image/jpeg");
    await setup.bot.app.maintain();
    expect(deletions()).toBe(0);
    setup.bot.clock.jump(DAY_MS);
    await setup.bot.app.maintain();
    expect(deletions()).toBe(1);
    expect(await setup.bot.rows("SELECT * FROM jobs")).toEqual([]);
  });

  test("and that was read before the take-over is in later prompts and deleted at Twilio too", async () => {
    setup.upstream.hears("The heating is broken");
    setup.upstream.refuses(1);
    await send(new Uint8Array(await voiceNote()), "audio/ogg");
    await takeOver();
    await setup.bot.settle(60_000);
    expect(await open()).toEqual([]);
    await handBack();
    await say("What was it?");
    expect(setup.shownText()).toContain("The heating is broken");
    setup.bot.clock.jump(DAY_MS);
    await setup.bot.app.maintain();
    expect(deletions()).toBe(1);
  });

  test("of an incognito user stays for the owner, and is erased at the hand-back", async () => {
    await say("/incognito");
    await takeOver();
    await send(textPdf(["Rent: 900 EUR"]), "application/pdf", "lease.pdf");
    const documents = () => setup.bot.rows("SELECT text FROM attachments WHERE kind = 'document'");
    expect(await documents()).toHaveLength(1);
    await handBack();
    await setup.bot.settle(1_000);
    await setup.bot.app.maintain();
    expect(await documents()).toEqual([]);
  });
});
