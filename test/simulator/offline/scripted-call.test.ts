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

  test("without the tool it is answered in words", async () => {
    const model = createOfflineModel({ clock });
    const { text } = await answered(model.respond(request("Search the web for ferries")));
    expect(text).not.toContain("I searched");
  });
});
