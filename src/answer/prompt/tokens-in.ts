import type { ModelRequest } from "../../core/ports.ts";
import type { Prompt } from "./build-prompt.ts";
import { estimateTokens } from "./estimate-tokens.ts";

/** The parts of a request besides its turns. */
export type Beside = Required<Pick<ModelRequest, "tools" | "rounds">> &
  Pick<ModelRequest, "webSearch">;

/** Estimates an upper bound of the tokens of a request. */
export function tokensIn({ instructions, turns }: Prompt, { tools, rounds }: Beside): number {
  const ofTools = tools.length === 0 ? [] : [JSON.stringify(tools)];
  const ofRounds = rounds.flatMap(({ calls, results, continuation }) => [
    JSON.stringify(calls),
    continuation?.data ?? "",
    ...results,
  ]);
  return estimateTokens([
    instructions,
    ...turns.flatMap((one) => one.content),
    ...ofTools,
    ...ofRounds,
  ]);
}
