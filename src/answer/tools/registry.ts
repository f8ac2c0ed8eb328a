import type { Tool } from "./tool.ts";

/** Every tool, in the order in which models are offered them. */
export const tools: readonly Tool[] = [];
