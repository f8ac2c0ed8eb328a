import type { ModelRequest, ModelTurn } from "../../core/ports.ts";
import type { ToolDefinition, ToolRound } from "../../core/tool-call.ts";
import type { Feature } from "./refused-features.ts";
import { turnsWithout, turnsWithResults } from "./content.ts";

interface OfferedTools {
  readonly tools: readonly ToolDefinition[];
  /** None if the results are part of the user's text. */
  readonly rounds: readonly ToolRound[];
  readonly turns: readonly ModelTurn[];
  readonly features: readonly Feature[];
}

/** Returns the tools, results and turns of a request without the features that the server refuses. */
export function offeredTools(request: ModelRequest, avoided: ReadonlySet<Feature>): OfferedTools {
  const { tools = [], rounds = [] } = request;
  const shown = turnsWithout(avoided, request);
  const offered = avoided.has("tools") ? [] : tools;
  // A server may refuse calls where no tool is offered.
  const isInWords = offered.length === 0 || avoided.has("tool-role");
  return {
    tools: offered,
    rounds: isInWords ? [] : rounds,
    turns: isInWords ? turnsWithResults(shown, rounds) : shown,
    features: [
      ...(offered.length > 0 ? (["tools"] as const) : []),
      ...(rounds.length > 0 && !isInWords ? (["tool-role"] as const) : []),
    ],
  };
}

/** Returns the data that this adapter kept of a round; null if another adapter did. */
export function keptFor({ continuation }: ToolRound, what: string): string | null {
  return continuation?.of === what ? continuation.data : null;
}
