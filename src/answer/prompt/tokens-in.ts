import type { ModelRequest } from "../../core/ports.ts";
import type { Prompt } from "./build-prompt.ts";
import { estimateTokens } from "./estimate-tokens.ts";

/** The parts of a request besides its turns. */
export type Beside = Required<Pick<ModelRequest, "tools" | "rounds">> &
  Pick<ModelRequest, "webSearch">;

/** The definitions of tools as a request carries them: the same ones are in every request. */
const written = new WeakMap<object, string>();

function writeOnce(definition: object): string {
  const known = written.get(definition);
  if (known !== undefined) return known;
  const text = `${JSON.stringify(definition)},`;
  written.set(definition, text);
  return text;
}

/** Estimates an upper bound of the tokens of a request. */
export function tokensIn({ instructions, turns }: Prompt, { tools, rounds }: Beside): number {
  const ofRounds = rounds.flatMap(({ calls, results, continuation }) => [
    JSON.stringify(calls),
    continuation?.data ?? "",
    ...results,
  ]);
  return estimateTokens([
    instructions,
    ...turns.flatMap((one) => one.content),
    ...tools.map(writeOnce),
    ...ofRounds,
  ]);
}
