import { describe, expect, test } from "bun:test";
import { wrapUntrusted } from "../../../src/answer/prompt/untrusted.ts";
import type { Clock, ModelRequest } from "../../../src/core/ports.ts";
import { createOfflineModel } from "../../../src/simulator/offline/offline-model.ts";
import { answered } from "../../replies.ts";
import { textTurn } from "../../turns.ts";

const clock: Clock = { now: () => Date.parse("2026-11-22T09:41:59Z"), after: () => () => {} };

describe("a tool can be tried without a model", () => {
  const search = { name: "web_search", description: "Searches.", parameters: { type: "object" } };
  const request = (words: string): ModelRequest => ({
    instructions: "You are a kind assistant.",
    turns: [textTurn("user", words)],
    userKey: "u",
    cacheKey: "c",
    signal: new AbortController().signal,
  });

  test.each([
    ["Search the web for ferries to Lisbon", "ferries to lisbon", "I searched the web"],
    ["Busca en internet trenes a Cádiz", "trenes a cadiz", "Busqué en la web"],
    ["Pesquise na web barcos no Tejo", "barcos no tejo", "Procurei na web"],
  ])(
    "%p is looked up where that is offered, and answered with what was found",
    async (words, query, said) => {
      const model = createOfflineModel({ clock });
      const called = await model.respond({ ...request(words), tools: [search] });
      if (called.kind !== "tool-calls") throw new Error("no call was made");
      expect(called.calls).toEqual([
        { id: "call00001", name: "web_search", arguments: JSON.stringify({ query }) },
      ]);
      const results = [wrapUntrusted("tool result", {}, "Ferries\nEvery hour.\n\nMore").text];
      const rounds = [{ calls: called.calls, results, continuation: null }];
      const { text } = await answered(
        model.respond({ ...request(words), tools: [search], rounds }),
      );
      expect(text).toStartWith(said);
      expect(text).toContain("Ferries\nEvery hour.");
      expect(text).not.toContain("More");
    },
  );

  test.each([
    ["Remember that I eat no meat.", "I eat no meat.", "I’ll remember: “I eat no meat.”"],
    ["Recuerda que vivo en Cádiz", "Vivo en Cádiz.", "Lo recordaré: «Vivo en Cádiz.»"],
    ["Lembre que o meu cão se chama Rex", "O meu cão se chama Rex.", "Vou lembrar: “O meu cão"],
  ])("%p is remembered where memory is on, and said back", async (words, statement, said) => {
    const model = createOfflineModel({ clock });
    const tools = [{ ...search, name: "remember" }];
    const called = await model.respond({ ...request(words), tools });
    if (called.kind !== "tool-calls") throw new Error("no call was made");
    expect(called.calls).toEqual([
      { id: "call00001", name: "remember", arguments: JSON.stringify({ statement }) },
    ]);
    const rounds = [{ calls: called.calls, results: ["Stored, as number 1."], continuation: null }];
    const { text } = await answered(model.respond({ ...request(words), tools, rounds }));
    expect(text).toStartWith(said);
  });

  test.each([
    ["Search in the documents for opening hours", "opening hours", "This is what I found"],
    ["Busca en los documentos el horario", "el horario", "Esto es lo que encontré"],
    ["Procure nos documentos o horário", "o horario", "Isto é o que encontrei"],
  ])("%p is looked up in the documents, not on the web", async (words, query, said) => {
    const model = createOfflineModel({ clock });
    const tools = [search, { ...search, name: "search_documents" }];
    const called = await model.respond({ ...request(words), tools });
    if (called.kind !== "tool-calls") throw new Error("no call was made");
    expect(called.calls).toEqual([
      { id: "call00001", name: "search_documents", arguments: JSON.stringify({ query }) },
    ]);
    const results = [wrapUntrusted("tool result", {}, "[terms.pdf, page 3]\nFrom 9 to 17.").text];
    const rounds = [{ calls: called.calls, results, continuation: null }];
    const { text } = await answered(model.respond({ ...request(words), tools, rounds }));
    expect(text).toStartWith(said);
    expect(text).toContain("[terms.pdf, page 3]");
  });

  test("without the tool it is answered in words", async () => {
    const model = createOfflineModel({ clock });
    const { text } = await answered(model.respond(request("Search the web for ferries")));
    expect(text).not.toContain("I searched");
  });
});
