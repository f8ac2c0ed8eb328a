import { afterEach, describe, expect, test } from "bun:test";
import type { Environment } from "../../src/config.ts";
import { ADA } from "../harness.ts";
import { asChat, textIn, VOICE_NOTE } from "../speech.ts";
import { type MediaSetup, setUpMedia } from "./media-setup.ts";

let setup: MediaSetup;
afterEach(() => setup.stop());

async function start(settings: Environment = {}): Promise<void> {
  setup = await setUpMedia({ VOICE_REPLIES: "auto", OPENAI_SPEECH_API: "chat", ...settings });
  setup.upstream.speaks((request) => asChat(VOICE_NOTE, textIn(request)));
}

async function write(body: string): Promise<string> {
  await setup.bot.twilio.sendText({ from: ADA, body });
  await setup.bot.settle(10_000);
  return arrived().at(-1) ?? "";
}

async function sendVoiceNote(): Promise<void> {
  await setup.bot.twilio.sendMedia({ from: ADA, bytes: VOICE_NOTE, contentType: "audio/ogg" });
  await setup.bot.settle(10_000);
}

const arrived = () =>
  setup.bot.twilio.journal.messages.map(({ body, attached }) => attached[0]?.contentType ?? body);

const NOTE = "audio/ogg; codecs=opus";

describe.each([
  ["en", "/voice", ["always", "auto", "off"], "I answer everything with voice notes."],
  ["es", "/voz", ["sí", "auto", "no"], "Respondo a todo con notas de voz."],
  ["pt", "/voz", ["sempre", "auto", "não"], "Respondo a tudo com mensagens de voz."],
  ["pt", "/voz", ["ligar", "auto", "desligar"], "Respondo a tudo com mensagens de voz."],
] as const)("in %s", (language, command, [on, auto, off], everything) => {
  test("a user sees and changes which answers are spoken", async () => {
    await start({ BOT_LANGUAGE: language });
    const [asItWas = ""] = (await write(command)).split(". ");
    expect(await write(`${command} ${on}`)).toEndWith(everything);
    expect(await write(command)).toStartWith(everything);
    expect(await write("Hello")).toBe(NOTE);
    expect(await write(`${command} ${auto}`)).toEndWith(`${asItWas}.`);
    expect(await write("Hello")).toBe("I see.");
    await write(`${command} ${off}`);
    await sendVoiceNote();
    expect(arrived().at(-1)).toBe("I see.");
    // An unknown choice changes nothing, and is explained.
    expect(await write(`${command} loudly`)).toContain(`${command} auto`);
    const [user] = await setup.bot.rows("SELECT voice_replies FROM users");
    expect(user).toEqual({ voice_replies: "off" });
  });
});

test("a choice outlives a restart, and is in the user's export", async () => {
  await start();
  await write("/voice on");
  await setup.bot.restart();
  expect(await write("Hello")).toBe(NOTE);
  const admin = await setup.bot.openAdminStore();
  const [user] = await admin.users();
  const pages = await Array.fromAsync(admin.exportUser(user?.id ?? 0));
  expect(pages.flatMap(({ rows }) => rows)).toContainEqual(
    expect.objectContaining({ voiceReplies: "on" }),
  );
  await admin.close();
});

test("a user who is forgotten has made no choice", async () => {
  await start();
  await write("/voice on");
  await write("/forget");
  await write("yes");
  expect(await setup.bot.rows("SELECT voice_replies FROM users")).toEqual([
    { voice_replies: null },
  ]);
});

test("the command is unknown where the owner has switched voice replies off", async () => {
  await start({ VOICE_REPLIES: "off" });
  expect(await write("/voice")).toStartWith("I do not know “/voice”.");
  expect(await write("/help")).not.toContain("/voice");
  await sendVoiceNote();
  expect(arrived().at(-1)).toBe("I see.");
  expect(setup.upstream.spoken).toEqual([]);
});

test("a new user's greeting is text above the voice note", async () => {
  await start({ WELCOME_MESSAGE: "Welcome!" });
  await sendVoiceNote();
  expect(arrived()).toEqual(["Welcome!", NOTE]);
});

test("the transcript that an owner wishes for is text above the voice note", async () => {
  await start({ VOICE_ECHO: "true" });
  await sendVoiceNote();
  expect(arrived()).toEqual(["🎤 “Hello from a voice note.”", NOTE]);
});

test("nothing of an incognito user's spoken answer stays", async () => {
  await start();
  setup.upstream.says("A secret answer.");
  await write("/incognito");
  await sendVoiceNote();
  expect(arrived().at(-1)).toBe(NOTE);
  await setup.bot.clock.advance(60_000);
  await setup.bot.app.maintain();
  expect(await setup.bot.rows("SELECT size FROM outgoing_files")).toEqual([]);
  const rows = await setup.bot.rows(
    "SELECT id FROM messages WHERE draft IS NOT NULL OR ai_response LIKE '%secret%'",
  );
  expect(rows).toEqual([]);
});

test("an apology is text, also for a user who hears everything", async () => {
  await start({ VOICE_REPLIES: "on" });
  setup.upstream.says("");
  expect(await write("Hello")).toContain("I am sorry");
  expect(setup.upstream.spoken).toEqual([]);
});

test("a voice note that is quoted stands in the prompt as one", async () => {
  await start();
  await sendVoiceNote();
  const note = setup.bot.twilio.journal.messages.at(-1);
  await setup.bot.twilio.sendText({ from: ADA, body: "This one?", quotedSid: note?.sid ?? "" });
  await setup.bot.settle(10_000);
  expect(setup.shownText()).toContain("[voice note]");
});
