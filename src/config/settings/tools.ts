import { wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const tools = group("Tools");

/** The settings of what a model can have done before it answers. */
export const toolSettings = {
  // The user waits, and each round may take as long again.
  toolTimeoutSeconds: tools("TOOL_TIMEOUT_SECONDS", wholeNumber(1, 120), {
    default: "20",
    doc: "Maximum duration of one call of a tool in seconds; the model is told if it takes longer.",
  }),
} satisfies Record<string, Setting>;
