import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type CompatibleServer, DIALECTS, startCompatibleServer } from "../compatible-server.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { scannedPdf } from "../media/documents/make-pdf.ts";
import { jpeg } from "../pictures.ts";

const guide = await Bun.file(join(import.meta.dir, "../../docs/compatible-servers.md")).text();

/** The settings that the guide gives under a heading. */
function settingsFor(heading: string): Record<string, string> {
  const section = guide.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const [, block = ""] = /```sh\n(.*?)```/s.exec(section) ?? [];
  return Object.fromEntries(block.matchAll(/^(\w+)=(.*)$/gm).map(([, key, value]) => [key, value]));
}

describe.each(Object.entries(DIALECTS))("with the guide's lines for %s", (name, dialect) => {
  let server: CompatibleServer;
  let bot: TestApp;
  beforeEach(async () => {
    server = startCompatibleServer(dialect);
    const settings = settingsFor(name);
    const { pathname } = new URL(settings["OPENAI_BASE_URL"] ?? "");
    bot = await startTestApp({
      settings: {
        OPENAI_API: "",
        OPENAI_API_KEY: "",
        ...settings,
        OPENAI_BASE_URL: server.origin + pathname,
      },
    });
  });
  afterEach(async () => {
    await bot.stop();
    await server.stop();
  });

  const takes = (part: string) => dialect.parts.includes(part);

  test("a conversation is had without a field that the server refuses", async () => {
    for (const body of ["Hello", "And again"]) {
      await bot.twilio.sendText({ from: ADA, body });
      await bot.settle();
    }
    expect(server.refusals).toEqual([]);
    expect(bot.sent()).toEqual(["I am here.", "I am here."]);
  });

  test("a picture is shown to a model that sees, and answered kindly for one that does not", async () => {
    const picture = { bytes: await jpeg("red"), contentType: "image/jpeg" };
    await bot.twilio.sendMedia({ from: ADA, ...picture, body: "What is this?" });
    await bot.settle();
    await bot.twilio.sendText({ from: ADA, body: "And what is on the left of it?" });
    await bot.settle();
    const [first, second] = bot.sent();
    expect(server.refusals).toEqual([]);
    expect(first).toContain(takes("image_url") ? "I am here." : "cannot look at pictures");
    expect(second).toBe("I am here.");
    expect(server.shown.flat().includes("image_url")).toBe(takes("image_url"));
  });

  test("a scan is sent as a file, or as pictures of its pages, or answered kindly where a model takes neither", async () => {
    const scan = { bytes: scannedPdf(1), contentType: "application/pdf" };
    await bot.twilio.sendMedia({ from: ADA, ...scan, body: "scan.pdf" });
    await bot.settle();
    expect(server.refusals).toEqual([]);
    expect(bot.sent()).toEqual([
      expect.stringContaining(takes("file") || takes("image_url") ? "I am here." : "is a scan"),
    ]);
    const shown = new Set(server.shown.flat());
    expect(shown.has("file")).toBe(takes("file"));
    expect(shown.has("image_url")).toBe(!takes("file") && takes("image_url"));
  });
});

test("a picture and a scan from the days of a model that saw are not shown to one that does not", async () => {
  const server = startCompatibleServer({
    path: "/v1/chat/completions",
    key: null,
    fields: ["model", "messages", "max_tokens", "tools"],
    parts: ["text", "image_url", "file"],
  });
  const bot = await startTestApp({
    settings: {
      OPENAI_API: "chat",
      OPENAI_BASE_URL: `${server.origin}/v1`,
      OPENAI_CAPABILITIES: "vision,files",
    },
  });
  try {
    const picture = { bytes: await jpeg("red"), contentType: "image/jpeg" };
    await bot.twilio.sendMedia({ from: ADA, ...picture });
    await bot.twilio.sendMedia({ from: ADA, bytes: scannedPdf(1), contentType: "application/pdf" });
    await bot.settle();
    expect(server.shown.flat()).toContain("image_url");
    expect(server.shown.flat()).toContain("file");
    server.shown.splice(0);
    await bot.restart({ OPENAI_CAPABILITIES: "none" });
    await bot.twilio.sendText({ from: ADA, body: "And what is on the left?" });
    await bot.settle();
    expect(server.shown).toHaveLength(1);
    expect(server.shown.flat()).not.toContain("image_url");
    expect(server.shown.flat()).not.toContain("file");
    expect(server.refusals).toEqual([]);
  } finally {
    await bot.stop();
    await server.stop();
  }
});
