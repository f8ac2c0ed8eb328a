import type { Model, ModelRequest } from "../src/core/ports.ts";
import { anAnswer } from "./replies.ts";
import { waitUntil } from "./wait-for.ts";

const USAGE = { promptTokens: 5, completionTokens: 2, totalTokens: 7, cachedTokens: 0 };

/** A model whose every call waits for its turn: `answer` ends the one that is under way. */
export function patientModel() {
  const calls: { readonly request: ModelRequest; answer(text: string): void }[] = [];
  const model: Model = {
    name: "patient",
    capabilities: { vision: true, files: true },
    respond: (request) =>
      new Promise((resolve, reject) => {
        const { signal } = request;
        signal.addEventListener("abort", () => reject(new Error("aborted")));
        const answer = (text: string) => resolve(anAnswer(text, "patient", USAGE));
        calls.push({ request, answer });
      }),
  };
  const wordsOf = (call: number) => JSON.stringify(calls[call]?.request.turns.at(-1)?.content);
  /** Resolves once so many calls were begun. */
  const begun = (count: number) =>
    waitUntil(`${count} calls of the model`, () => calls.length >= count, {
      found: () => calls.length,
    });
  return { model, calls, wordsOf, begun };
}
