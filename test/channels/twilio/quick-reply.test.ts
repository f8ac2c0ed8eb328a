import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { assert, asyncProperty, constantFrom, oneof, string } from "fast-check";
import { offeringPart } from "../../../src/core/reply-part.ts";
import { quickReplyOf, quickReplyTemplate } from "../../../src/channels/twilio/quick-reply.ts";
import { propertyRuns } from "../../property-runs.ts";
import { ACCOUNT_SID, ADA, AUTH_TOKEN, NUMBER, realClock } from "./fixtures.ts";
import { type MessengerSetup, setUpMessenger } from "./messenger-setup.ts";

const OFFER = {
  choices: [
    { id: "/more", title: "More" },
    { id: "/new", title: "New 🙂" },
  ],
  inWords: "Write *more*.",
};
const EMPTY = "\u2060";

let setup: MessengerSetup;
beforeEach(() => {
  setup = setUpMessenger();
});
afterEach(() => setup.twilio.stop());

const partOf = (text: string) => ({
  to: ADA,
  from: NUMBER,
  content: offeringPart(text, OFFER, 3),
  nonce: "n-1",
});

const templateOf = (part: ReturnType<typeof partOf>) =>
  quickReplyTemplate(part, {
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    apiBaseUrl: setup.twilio.url,
    log: setup.book,
    clock: realClock,
  });

async function send(text: string) {
  const part = partOf(text);
  const template = templateOf(part);
  const templateId = template === null ? null : await template.create();
  await setup.messenger.send({ ...part, templateId });
  return setup.twilio.journal.messages.at(-1);
}

test("a text of several lines arrives line by line, with its buttons", async () => {
  const text = 'It\'s *bold* & “quoted” 100%:\n\n- one\n- two\n\n`code` \\ "x"';
  expect(await send(text)).toMatchObject({
    body: text.replaceAll("\n\n", `\n${EMPTY}\n`),
    buttons: [
      { title: "More", id: "say:/more" },
      { title: "New 🙂", id: "say:/new" },
    ],
  });
});

describe("a text that cannot be a template's variables is sent with its choices in words:", () => {
  test.each([
    ["a tab", "a\tb"],
    ["five spaces in a row", "```\nif x:\n     y\n```"],
    ["two braces", "Use {{1}} here"],
    ["25 lines", "x\n".repeat(24) + "x"],
  ])("%s", async (_, text) => {
    expect(quickReplyOf(partOf(text).content)).toBeNull();
    expect(await send(text)).toMatchObject({ body: `${text}\n\nWrite *more*.`, buttons: [] });
  });
});

test("texts of the same shape share a template; of another account, and of other shapes they do not", () => {
  const key = (text: string) => templateOf(partOf(text))?.key;
  expect(key("a\n\nb")).toBe(key("Much longer\nthan\nthat") ?? "");
  expect(key("a")).not.toBe(key("a\nb") ?? "");
  expect(key("a")).toContain("AC00112233445566778899aabbccddeeff");
});

test("whatever the text is, Twilio accepts it, and its reader reads it", async () => {
  const letters = constantFrom("a", "'", '"', "\\", "{", "}", "🙂", "*", "é");
  const gaps = constantFrom(" ", "\n", "\r\n", "\t", "\u2028", EMPTY);
  const unit = oneof({ arbitrary: letters, weight: 8 }, { arbitrary: gaps, weight: 2 });
  await assert(
    asyncProperty(string({ unit, maxLength: 120 }), async (given) => {
      const { body = "" } = (await send(`Look: ${given}`)) ?? {};
      const read = (shown: string) => shown.replaceAll(/[\u2060\s]/g, "");
      expect(read(body)).toStartWith(read(`Look: ${given}`));
    }),
    propertyRuns,
  );
});
