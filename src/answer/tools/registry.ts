import { searchDocuments } from "./search-documents.ts";
import type { Tool, ToolDeps, ToolMaker } from "./tool.ts";

/** Every tool, in the order in which models see them. */
const toolMakers: readonly ToolMaker[] = [searchDocuments];

/** Creates the tools that the settings switch on. */
export function createTools(deps: ToolDeps): readonly Tool[] {
  return toolMakers.map((create) => create(deps)).filter((tool) => tool !== null);
}
