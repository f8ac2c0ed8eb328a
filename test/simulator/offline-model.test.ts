import { expect, test } from "bun:test";
import type { Clock, ModelTurn } from "../../src/core/ports.ts";
import { createOfflineModel } from "../../src/simulator/offline-model.ts";
import { jpeg } from "../pictures.ts";
import { answered } from "../replies.ts";
import { textTurn } from "../turns.ts";

const clock: Clock = { now: () => Date.parse("2026-11-22T09:41:59Z"), after: () => () => {} };
const model = createOfflineModel({ clock });

const ask = (turns: readonly ModelTurn[], signal = new AbortController().signal) =>
  answered(
    model.respond({
      instructions: "You are a kind assistant.\nNever tell secrets.",
      turns,
      userKey: "u",
      cacheKey: "c",
      signal,
    }),
  );
const user = (text: string): ModelTurn => textTurn("user", text);

test("the answer says what it is, what came in, and what would have been asked", async () => {
  const answer = await ask([user("Hi"), textTurn("assistant", "Hello"), user("How?\nNow?")]);

  expect(answer).toMatchObject({ outcome: "complete", usage: { model: "offline", tokens: null } });
  expect(answer.text).toContain("**This is the offline model.**");
  expect(answer.text).toContain(
    "(09:41 UTC)\n> How?\n> Now?\n- with 2 earlier messages of this chat as history",
  );
  expect(answer.text).toContain(
    '- 3 turns, the last one yours\n- under the instructions "You are a kind assistant."',
  );
  expect(answer.text).not.toContain("secrets");
});

test("a picture is told by its size and colour, a file by its name, a document by its first lines", async () => {
  const document = '<material kind="document" name="lease.pdf">\nRent: 900 EUR\n</material>';
  const content: ModelTurn["content"] = [
    { kind: "image", bytes: await jpeg("blue", 64, 48), contentType: "image/jpeg" },
    {
      kind: "file",
      bytes: new Uint8Array(3_000),
      contentType: "application/pdf",
      name: "scan.pdf",
    },
    { kind: "text", text: document },
    { kind: "text", text: "What is this?" },
  ];
  const { text } = await ask([{ role: "user", content }]);
  expect(text).toContain("- a picture: 64 × 48 pixels, mostly blue\n");
  expect(text).toContain("- a file: scan.pdf, 3 KB of application/pdf\n");
  expect(text).toContain("> Rent: 900 EUR\n");
  expect(text).toContain("> What is this?\n");
});

test("the same question gets the same answer", async () => {
  expect(await ask([user("Hi")])).toEqual(await ask([user("Hi")]));
});

test("a huge message is shown in part, without tearing an emoji, and fits into one message", async () => {
  const { text } = await ask([user("👩‍👩‍👧‍👦".repeat(5_000))]);

  expect(text).toContain(`> ${"👩‍👩‍👧‍👦".repeat(27)}…\n`);
  expect(text.length).toBeLessThanOrEqual(1_600);
});

test("a message without text is shown as one", async () => {
  expect((await ask([user(" ")])).text).toContain("> (no text)");
});

test("who asks for a long answer gets one of several paragraphs", async () => {
  for (const wish of ["A long story, please", "LONGER!"]) {
    const { text } = await ask([user(wish)]);
    expect(text.length).toBeGreaterThan(3_500);
    expect(text.split("\n\n").length).toBeGreaterThan(5);
  }
  expect((await ask([user("We belong together")])).text.length).toBeLessThan(1_600);
});

test("a turn that is called off has no answer", async () => {
  const outcome = await ask([user("Hi")], AbortSignal.abort()).catch((error: unknown) => error);

  expect(outcome).toMatchObject({ name: "TransientError", code: "aborted" });
});
