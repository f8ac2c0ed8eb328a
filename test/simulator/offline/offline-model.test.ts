import { describe, expect, test } from "bun:test";
import { createMessageFormatter } from "../../../src/answer/prompt/format-message.ts";
import { wrapUntrusted } from "../../../src/answer/prompt/untrusted.ts";
import { offerOfMore } from "../../../src/answer/reply/offers.ts";
import { paginate } from "../../../src/answer/reply/paginate.ts";
import { catalogue } from "../../../src/text/sentences.ts";
import type { Clock, ContentPart, ModelTurn } from "../../../src/core/ports.ts";
import { createOfflineModel } from "../../../src/simulator/offline/offline-model.ts";
import { jpeg } from "../../pictures.ts";
import { answered } from "../../replies.ts";
import { textTurn } from "../../turns.ts";

const at = Date.parse("2026-11-22T09:41:59Z");
const clock: Clock = { now: () => at, after: () => () => {} };
const format = createMessageFormatter(() => "Sunday, 22 November 2026 at 09:41, UTC");
const explanation = /This is a demo|Esto es una demo|Isto é uma demo/;

type Type = Parameters<typeof format>[0]["type"];

/** A message as the bot writes it for a model. */
const message = (text: string, type: Type = "text"): ContentPart =>
  format({ role: "user", type, isForwarded: false, text, receivedAt: at });
const user = (text: string): ModelTurn => ({ role: "user", content: [message(text)] });
const bot = textTurn("assistant", "Well.");
const recalled: ContentPart = {
  kind: "text",
  text: "(From earlier in this chat, oldest first, in case it is meant:)",
};
const lease = wrapUntrusted(
  "document",
  { name: "lease.pdf", pages: null, shown: "all of it" },
  "Contract of lease\nMonthly rent: 900 EUR\nPets: dogs only",
);

/** Answers a chat's last turn, without the explanation that the first answer carries. */
async function answer(...turns: readonly ModelTurn[]): Promise<string> {
  const model = createOfflineModel({ clock });
  const ask = () =>
    model.respond({
      instructions: "You are a kind assistant.",
      turns,
      userKey: "u",
      cacheKey: "c",
      signal: new AbortController().signal,
    });
  await ask();
  const { text, outcome } = await answered(ask());
  expect(outcome).toBe("complete");
  expect(text).not.toMatch(explanation);
  expect(text).not.toMatch(/<\/?material|\(Sent on|\(The user/);
  return text;
}

describe("common first messages are answered in the user's language", () => {
  test.each([
    ["Hello!", "Nice to meet you! 👋"],
    ["hi there", "Nice to meet you! 👋"],
    ["Hello! What can you do?", "look at pictures"],
    ["who are you?", "WhatsApp assistant"],
    ["Are you a bot?", "WhatsApp assistant"],
    ["Tell me a joke", "queue"],
    ["thanks!", "You’re welcome"],
    ["What's the weather like?", "umbrella"],
    ["what time is it", "It’s "],
    ["What day is it today?", "Sunday"],
    ["how are you?", "And you?"],
    ["Are you still there?", "Yes, I’m here."],
    ["How much do you cost?", "costs nothing"],
    ["Is this real?", "signed"],
    ["How do I connect my own model?", "demo --model URL"],
    ["What is 12 * 7?", "12 × 7 = *84*"],
    ["Write a poem about rain", "model"],
    ["My name is Ada", "Nice to meet you, Ada!"],
    ["😂", "😊"],
    ["bye", "Goodbye"],
    ["¡Hola!", "¡Encantado de conocerte! 👋"],
    ["¿Qué puedes hacer?", "mirar fotos"],
    ["¿Quién eres?", "asistente de WhatsApp"],
    ["Cuéntame un chiste", "cola"],
    ["Muchas gracias", "¡De nada!"],
    ["¿Qué tiempo hace hoy?", "paraguas"],
    ["¿Qué hora es?", "Son las"],
    ["¿Cómo estás?", "¿Y tú?"],
    ["Me llamo Álvaro", "¡Mucho gusto, Álvaro!"],
    ["Olá!", "Prazer em conhecer você! 👋"],
    ["Oi, tudo bem?", "E você?"],
    ["O que você pode fazer?", "olhar fotos"],
    ["Quem é você?", "assistente de WhatsApp"],
    ["Conte uma piada", "fila"],
    ["Obrigada!", "De nada!"],
    ["Como está o tempo?", "guarda-chuva"],
    ["Que horas são?", "São "],
    ["más", "escribe *more*"],
    ["Meu nome é João", "Muito prazer, João!"],
  ])("%p", async (words, expected) => {
    const text = await answer(user(words));
    expect(text).toContain(expected);
    expect(text.length).toBeLessThan(400);
  });

  test("a message in no clear language is answered in that of earlier ones", async () => {
    expect(await answer(user("Hola"), bot, user("2 + 2"))).toBe("2 + 2 = *4*");
    expect(await answer(user("Hola, ¿qué tal?"), bot, user("👍"))).toBe("😊");
    expect(await answer(user("Olá, tudo bem?"), bot, user("xyzzy"))).toContain("roteiro");
  });
});

test("the first answer to a user explains once that this is a demo", async () => {
  const model = createOfflineModel({ clock });
  const ask = async (userKey: string, words: string) => {
    const { signal } = new AbortController();
    const request = { instructions: "", turns: [user(words)], userKey, cacheKey: "c", signal };
    return (await answered(model.respond(request))).text;
  };
  expect(await ask("ada", "Hello")).toMatch(explanation);
  expect(await ask("ada", "Tell me a joke")).not.toMatch(explanation);
  expect(await ask("ben", "Hola")).toContain("_Esto es una demo:");
});

test("a joke that is asked for again is another one, and so is any other answer", async () => {
  const [joke, other] = [user("Tell me a joke"), user("Another joke please")];
  expect(await answer(joke)).not.toBe(await answer(joke, bot, other));
  expect(await answer(user("xyzzy"))).not.toBe(await answer(user("plugh"), bot, user("xyzzy")));
});

test("a user's name is remembered, and never invented", async () => {
  const ask = user("What is my name?");
  expect(await answer(user("Hi, my name is Ada."), bot, ask)).toContain("You’re Ada.");
  expect(await answer(ask)).toContain("haven’t told me");
});

test.each(["Tell me a long story", "Cuéntame una historia larga", "Conte uma longa história"])(
  "%p gets a story whose rest waits for another message",
  async (wish) => {
    const { parts, held } = paginate(await answer(user(wish)), offerOfMore(catalogue.en), {
      maxPartLength: 1_600,
      maxParts: 3,
      buttons: 3,
    });
    expect(parts).toHaveLength(3);
    expect(held.length).toBeGreaterThan(0);
  },
);

describe("what is sent along", () => {
  test("a picture is described by its size and colour, with a question or without", async () => {
    const image: ContentPart = {
      kind: "image",
      bytes: await jpeg("blue", 64, 48),
      contentType: "image/jpeg",
    };
    const task: ContentPart = {
      kind: "text",
      text: "(The user sent this picture without a word.)",
    };
    const alone: ModelTurn = { role: "user", content: [message("", "image"), image, task] };
    expect(await answer(alone)).toContain("64 × 48 pixels and mostly *blue*");
    const asked: ModelTurn = { role: "user", content: [message("¿Qué hay aquí?", "image"), image] };
    expect(await answer(asked)).toContain("predomina el *azul*");
    expect(await answer(alone, bot, user("What is in the picture?"))).toContain("*blue*");
    expect(await answer(user("What is in the picture?"))).toContain("don’t see a picture");
  });

  test("a document is introduced by its beginning, and answers questions from its text", async () => {
    const sent: ModelTurn = { role: "user", content: [message("lease.pdf", "document"), lease] };
    expect(await answer(sent)).toContain(
      "*lease.pdf*: 10 words. It begins:\n> Contract of lease · Monthly rent: 900 EUR",
    );
    const asked: ModelTurn = {
      role: "user",
      content: [message("How high is the rent?"), recalled, lease],
    };
    expect(await answer(user("lease.pdf"), bot, asked)).toBe(
      "In *lease.pdf* I find:\n> Monthly rent: 900 EUR",
    );
  });

  test("a document of earlier is not repeated in answers to anything else", async () => {
    const later = (words: string): ModelTurn => ({
      role: "user",
      content: [message(words), recalled, lease],
    });
    for (const words of ["Tell me a joke", "thanks", "Where is Paris?"]) {
      expect(await answer(later(words))).not.toMatch(/lease|rent/);
    }
  });

  test("a scan, a voice note, a place, a contact and a quote have answers of their own", async () => {
    const scan: ContentPart = {
      kind: "file",
      bytes: new Uint8Array(3),
      contentType: "application/pdf",
      name: "scan.pdf",
    };
    expect(
      await answer({ role: "user", content: [message("scan.pdf", "document"), scan] }),
    ).toContain("*scan.pdf* is a scan");
    const alone = (text: string, type: Type): ModelTurn => ({
      role: "user",
      content: [message(text, type)],
    });
    expect(await answer(alone("Nothing heard", "audio"))).toContain("voice note");
    const gate = "Brandenburg Gate, Berlin (latitude 52.51628, longitude 13.37771)";
    expect(await answer(alone(gate, "location"))).toContain("*Brandenburg Gate, Berlin*");
    expect(await answer(alone("Ben, +49", "contacts"))).toContain("contact");
    const quote = wrapUntrusted("quoted message", { by: "the user" }, "See you at *six*");
    expect(await answer({ role: "user", content: [message("Seven?"), quote] })).toContain(
      "“See you at *six*”",
    );
  });
});

test("a huge message is answered in short", async () => {
  const text = await answer(user("👩‍👩‍👧‍👦".repeat(5_000)));
  expect(text.length).toBeLessThan(400);
});

test("a request that is aborted has no answer", async () => {
  const request = { instructions: "", turns: [user("Hi")], userKey: "u", cacheKey: "c" };
  const outcome = await createOfflineModel({ clock })
    .respond({ ...request, signal: AbortSignal.abort() })
    .catch((error: unknown) => error);
  expect(outcome).toMatchObject({ name: "TransientError", code: "aborted" });
});
