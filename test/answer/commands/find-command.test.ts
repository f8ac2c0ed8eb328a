import { describe, expect, test } from "bun:test";
import { findCommand, type FoundCommand } from "../../../src/answer/commands/find-command.ts";
import { COMMANDS } from "../../../src/answer/commands/registry.ts";

function find(text: string, isAdmin = false): FoundCommand | null {
  return findCommand(
    { type: "text", text, isForwarded: false },
    { language: "en", isAdmin, commands: COMMANDS },
  );
}

/** Returns what a message is understood as: the name of a command, and its argument. */
function read(text: string): string | null {
  const found = find(text, true);
  if (found === null) return null;
  if (found.kind === "known") return `${found.command.name} ${found.argument}`.trim();
  return `unknown, ${found.nearest?.word ?? "nothing near"}`;
}

describe("a command is one however a phone writes it:", () => {
  const commands: [text: string, understood: string][] = [
    ["/help", "help"],
    ["/Help", "help"],
    ["/HELP", "help"],
    ["/Help.", "help"],
    ["/help!", "help"],
    ["/help?", "help"],
    ["/help…", "help"],
    ["/help,", "help"],
    ["／help", "help"],
    ["／ｈｅｌｐ", "help"],
    ["／help。", "help"],
    ["/help！", "help"],
    ["/help؟", "help"],
    ["/help،", "help"],
    ["/help।", "help"],
    ["/help॥", "help"],
    ["/help።", "help"],
    ["“/help”", "help"],
    ["«/ayuda»", "help"],
    ["„/help“", "help"],
    ["'/help'", "help"],
    ["`/help`", "help"],
    ["*/help*", "help"],
    ["_/help_", "help"],
    ["¡/ayuda!", "help"],
    ["(/help)", "help"],
    ["/help 🙏", "help"],
    ["/help🙏🏽", "help"],
    ["/help 👨‍👩‍👧", "help"],
    ["/help❤️", "help"],
    ["/help   ", "help"],
    ["/help\u00a0", "help"],
    ["/help\u200b", "help"],
    ["\u200f/help\u200f", "help"],
    ["\ufeff/help", "help"],
    ["/\u200bhelp", "help"],
    ["/ help", "help"],
    ["/help\n", "help"],
    ["/İd", "id"],
    ["/AJUDA", "help"],
    ["/espérame", "unknown, nothing near"],
    ["/lang", "language"],
    ["/lang es", "language es"],
    ["/language: English!", "language English!"],
    ["/persona: a pirate", "persona a pirate"],
    ["/persona, a pirate", "persona a pirate"],
    ["/persona – a pirate", "persona a pirate"],
    ["/start", "start"],
    ["/more", "more"],
    ["/Más", "more"],
    ["/allow: +49 151 12345678", "allow +49 151 12345678"],
    ["/language=es", "language es"],
    ["/idioma:español", "language español"],
    ["/zona horaria Madrid", "timezone Madrid"],
    ["/zona_horaria Madrid", "timezone Madrid"],
    ["/fuso horário: São Paulo", "timezone São Paulo"],
    ["/time zone Asia/Kolkata", "timezone Asia/Kolkata"],
    ["/timezone Asia/Kolkata", "timezone Asia/Kolkata"],
    ["/unblock ABC123", "allow ABC123"],
    ["/reminders cancel 2 and 3", "reminders cancel 2 and 3"],
    ["/new please", "new please"],
    ["/help me, please", "help me, please"],
    ["/forget all that you know of me", "forget all that you know of me"],
    ["/human I want to complain about it", "human I want to complain about it"],
  ];
  test.each(commands)("%p is %p", (text, understood) => {
    expect(read(text)).toBe(understood);
  });
});

describe("no command is", () => {
  test.each([
    "/home is full",
    "/home",
    "/tmp",
    "/etc/passwd, what is that?",
    "/etc/passwd",
    "/usr/local/bin",
    "/help/me.txt",
    "/help/",
    "/help.txt is missing",
    "/help@somebody",
    "/new-folder/notes is empty",
    "/new\\folder",
    "/new_folder is where?",
    "/var is full, what now?",
    "/persona/settings",
    "/new york is a city",
    "/new features of the language, please",
    "/help me with my homework",
    "/id est something else entirely",
    "/remind me tomorrow at nine to call mum",
    "/lembrete amanhã às nove: ligar",
    "/imagine a cat on the moon",
    "/weather in Berlin",
    "/r/programming is down",
    "/2 cups of flour",
    "// a comment",
    "/",
    "/!",
    "and/or",
    "What does /help do?",
    '"/new" does what?',
    "“/forget” is a strange word",
    "/ help me with my homework",
    "/* help */",
    "\\help",
    "/helpmewithmyhomeworkpleasethankyouverymuch",
  ])("%p", (text) => {
    expect(find(text)).toBeNull();
  });

  test("what was forwarded, or anything but a text", () => {
    const sender = { language: "en", isAdmin: false, commands: COMMANDS } as const;
    expect(findCommand({ type: "text", text: "/help", isForwarded: true }, sender)).toBeNull();
    expect(findCommand({ type: "image", text: "/help", isForwarded: false }, sender)).toBeNull();
  });
});

describe("a slip", () => {
  test.each([
    ["/hlep", "help"],
    ["/halp", "help"],
    ["/hepl!", "help"],
    ["/usgae", "usage"],
    ["/persna a pirate", "persona"],
    ["/langage", "language"],
    ["/humna", "human"],
    ["/strat", "start"],
  ])("%p is met with %p", (text, nearest) => {
    expect(find(text)).toMatchObject({ kind: "unknown", nearest: { word: nearest } });
  });

  test.each([
    "/forgot",
    "/forgt",
    "/froget",
    "/nwe",
    "/now",
    "/it",
    "/is",
    "/hey",
    "/weather",
    "/xyzzy",
    "/hello",
    "/olvido",
  ])("%p is met without a suggestion", (text) => {
    expect(find(text)).toMatchObject({ kind: "unknown", nearest: null });
  });

  test("of an owner's command is shown to owners only", () => {
    expect(find("/blok ABC123", true)).toMatchObject({ nearest: { word: "block" } });
    expect(find("/blok ABC123")).toBeNull();
    expect(find("/block ABC123")).toMatchObject({ kind: "unknown", nearest: null });
  });
});
