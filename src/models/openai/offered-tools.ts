import type { ModelRequest } from "../../core/ports.ts";
import type { ToolDefinition, ToolRound } from "../../core/tool-call.ts";
import type { Feature } from "./refused-features.ts";

interface OfferedTools {
  readonly tools: readonly ToolDefinition[];
  readonly rounds: readonly ToolRound[];
  /**
   * True if the results are part of the user's text: a server may refuse calls where no tool is
   * offered.
   */
  readonly isInWords: boolean;
  readonly features: readonly Feature[];
}

/** Returns the tools and results of a request without the features that the server refuses. */
export function offeredTools(
  { tools = [], rounds = [] }: ModelRequest,
  avoided: ReadonlySet<Feature>,
): OfferedTools {
  const offered = avoided.has("tools") ? [] : tools;
  const isInWords = offered.length === 0 || avoided.has("tool-role");
  return {
    tools: offered,
    rounds,
    isInWords,
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
