import { afterEach, describe, expect, test } from "bun:test";
import type { Environment } from "../../src/config.ts";
import { ADA } from "../harness.ts";
import { asChat, asFile, textIn, VOICE_NOTE } from "../speech.ts";
import { type MediaSetup, setUpMedia } from "./media-setup.ts";

let setup: MediaSetup;
afterEach(() => setup.stop());

const APIS = ["chat", "speech"] as const;

async function start(settings: Environment = {}): Promise<void> {
  setup = await setUpMedia({ VOICE_REPLIES: "auto", OPENAI_SPEECH_API: "chat", ...settings });
  const isChat = settings["OPENAI_SPEECH_API"] !== "speech";
  setup.upstream.speaks((request) =>
    isChat ? asChat(VOICE_NOTE, textIn(request)) : asFile(VOICE_NOTE),
  );
}

async function sendVoiceNote(): Promise<void> {
  await setup.bot.twilio.sendMedia({ from: ADA, bytes: VOICE_NOTE, contentType: "audio/ogg" });
  await setup.bot.settle(10_000);
}

async function write(body: string): Promise<void> {
  await setup.bot.twilio.sendText({ from: ADA, body });
  await setup.bot.settle(10_000);
}

/** The messages that reached the phone: texts, and files by their content type. */
const arrived = () =>
  setup.bot.twilio.journal.messages
    .filter(({ status }) => status === "delivered")
    .map(({ body, attached: [file] }) => file?.contentType ?? body);

const NOTE = "audio/ogg; codecs=opus";

describe.each(APIS)("with speech through %s", (api) => {
  test("a voice note is answered with a voice note, and a text with a text", async () => {
    await start({ OPENAI_SPEECH_API: api });
    await sendVoiceNote();
    expect(arrived()).toEqual([NOTE]);
    expect(setup.upstream.spoken.map(textIn)).toEqual(["I see."]);
    await write("And in writing?");
    expect(arrived()).toEqual([NOTE, "I see."]);
    expect(setup.upstream.spoken).toHaveLength(1);
  });

  test("the next prompt has the text of the answer, and nothing of the sound", async () => {
    await start({ OPENAI_SPEECH_API: api });
    setup.upstream.says("Milk is **on the list**.");
    await sendVoiceNote();
    await write("Thanks");
    const [, answer] = setup.upstream.asked.at(-1)?.input ?? [];
    expect(answer).toMatchObject({ role: "assistant", content: "Milk is **on the list**." });
    expect(textIn(setup.upstream.spoken[0] ?? {})).toBe("Milk is on the list.");
  });

  test("the voice note that arrives is the sound that the server made", async () => {
    await start({ OPENAI_SPEECH_API: api });
    await sendVoiceNote();
    const message = setup.bot.twilio.journal.messages.find(({ attached }) => attached.length > 0);
    const found = setup.bot.twilio.findMedia(message?.sid ?? "", message?.attached[0]?.sid ?? "");
    expect(Buffer.from(found?.bytes ?? []).equals(VOICE_NOTE)).toBe(true);
  });

  test.each([
    ["is down", () => new Response("down", { status: 503 })],
    ["refuses the key", () => new Response("no", { status: 401 })],
    ["answers with nothing", () => new Response("")],
    ["answers with what is no sound", () => new Response("This is no sound at all.")],
    ["states a fault", () => Response.json({ error: { message: "no", code: "overloaded" } })],
  ])("the text is sent if the server %s", async (_, speak) => {
    await start({ OPENAI_SPEECH_API: api });
    setup.upstream.speaks(speak);
    await sendVoiceNote();
    expect(arrived()).toEqual(["I see."]);
    const drafts = await setup.bot.rows("SELECT id FROM messages WHERE draft IS NOT NULL");
    expect(drafts).toEqual([]);
    expect(await setup.bot.rows("SELECT tokens FROM reservations")).toEqual([]);
  });
});

test("everything is spoken for a user who wishes so, but no command and no notice", async () => {
  await start();
  await write("/voice on");
  await write("Hello");
  await write("/usage");
  expect(arrived()).toEqual([
    "Done. I answer everything with voice notes.",
    NOTE,
    expect.stringContaining("Today: 3 messages"),
  ]);
});

test("nothing is spoken for a user who wishes so, whatever the setting says", async () => {
  await start({ VOICE_REPLIES: "on" });
  await write("/voice off");
  await sendVoiceNote();
  await write("/voice auto");
  await sendVoiceNote();
  expect(arrived().slice(1)).toEqual([
    "I see.",
    "Done. I answer voice notes with voice notes, and the rest in writing.",
    NOTE,
  ]);
});

test("an answer that the model rewords is sent as text", async () => {
  await start();
  setup.upstream.says("The train to Lima leaves at nine in the morning from platform four.");
  setup.upstream.speaks(() => asChat(VOICE_NOTE, "I am sorry, I cannot help with trains."));
  await sendVoiceNote();
  expect(arrived()).toEqual([
    "The train to Lima leaves at nine in the morning from platform four.",
  ]);
  expect(await setup.bot.rows("SELECT kind FROM charges WHERE kind = 'speech'")).toHaveLength(1);
});

test("links are sent as text below the voice note, and code with the whole answer", async () => {
  await start();
  setup.upstream.says("It is [here](https://example.org/map). 🎉");
  await sendVoiceNote();
  setup.upstream.says("Run this:\n```sh\nls\n```");
  await sendVoiceNote();
  expect(arrived()).toEqual([
    NOTE,
    "here: https://example.org/map",
    NOTE,
    "Run this:\n```\nls\n```",
  ]);
  expect(setup.upstream.spoken.map(textIn)).toEqual([
    "It is here (see the link below).",
    "Run this:\nThe code is in the text below.",
  ]);
});

test("an answer that is too long is spoken as a summary, and sent as text", async () => {
  await start();
  const long = "This sentence is one of very many. ".repeat(100).trim();
  setup.upstream.says(long);
  // The summary is asked of the same model.
  let calls = 0;
  setup.upstream.speaks((request) => {
    calls += 1;
    return asChat(VOICE_NOTE, textIn(request));
  });
  setup.upstream.answers((request) =>
    request.instructions.startsWith("Summarise") ? "It is about *sentences*." : long,
  );
  await sendVoiceNote();
  expect(calls).toBe(1);
  expect(setup.upstream.spoken.map(textIn)).toEqual(["It is about sentences."]);
  const [note, ...texts] = arrived();
  expect(note).toBe(NOTE);
  expect(texts.join(" ")).toStartWith("This sentence is one of very many.");
});

test("a turn of a voice note and a text is answered in writing", async () => {
  await start({ MESSAGE_SETTLE_MS: "1000" });
  await setup.bot.twilio.sendMedia({ from: ADA, bytes: VOICE_NOTE, contentType: "audio/ogg" });
  await setup.bot.twilio.sendText({ from: ADA, body: "In writing, please" });
  await setup.bot.settle(10_000);
  expect(arrived()).toEqual(["I see."]);
});

test("an operator sees the part as a voice note, and what it cost", async () => {
  await start({ OPENAI_SPEECH_MODEL: "gpt-audio-1.5" });
  await sendVoiceNote();
  const admin = await setup.bot.openAdminStore();
  expect((await admin.timelineOf("1"))?.parts).toMatchObject([{ file: NOTE, length: 0 }]);
  const [user] = await admin.users();
  const said = await admin.conversation(user?.id ?? 0, 10);
  expect(said.map(({ text }) => text)).toEqual(["Hello from a voice note.", "I see."]);
  const speech = (await admin.chargesOf(1)).find(({ kind }) => kind === "speech");
  expect(JSON.parse(speech?.units ?? "{}")).toMatchObject({ characters: 6, output: 100 });
  await admin.close();
});
