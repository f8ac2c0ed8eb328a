import { afterEach, expect, test } from "bun:test";
import { forget } from "../../../src/answer/commands/forget.ts";
import { type CloudTestApp, startCloudApp } from "../../cloud-api/start-cloud-app.ts";
import { ADA } from "../../harness.ts";
import { jpeg } from "../../pictures.ts";

let bot: CloudTestApp;
afterEach(() => bot.stop());

const NAME = "Grace Canary Hopper";

test("a user who shared a contact and a picture is erased, here and at Meta", async () => {
  bot = await startCloudApp({ settings: { RATE_LIMIT_MESSAGES: "100" } });
  bot.openai.onMessage(/[^]*/, { content: "I see." });
  const contact = { name: { formatted_name: NAME }, phones: [{ phone: "+1 415 555 0100" }] };
  await bot.meta.deliver({ from: ADA }, { type: "contacts", contacts: [contact] });
  await bot.settle();
  expect(JSON.stringify(bot.openai.getRequests().at(-1)?.body)).toContain(NAME);
  const bytes = await jpeg("red");
  await bot.meta.sendMedia({ from: ADA, bytes, contentType: "image/jpeg" });
  await bot.settle();
  const [attachment] = await bot.rows<{ url: string }>(
    "SELECT url FROM attachments WHERE kind = 'image'",
  );
  const id = attachment?.url.split("/").at(-1) ?? "";
  expect(bot.meta.media.find(id)).not.toBeNull();
  for (const body of ["/forget", "Yes"]) {
    await bot.meta.sendText({ from: ADA, body });
    await bot.settle();
  }
  expect(bot.sent().at(-1)).toBe(forget.languages.en.erased);
  await bot.app.maintain();
  await bot.settle();
  expect(bot.meta.media.find(id)).toBeNull();
  expect(await bot.traces(NAME)).toEqual([]);
  expect(await bot.traces(Buffer.from(`FN:${NAME}`).toString("base64").slice(4, 20))).toEqual([]);
  expect(await bot.rows("SELECT * FROM jobs")).toEqual([]);
});
