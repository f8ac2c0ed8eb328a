import { cleanSchema } from "./clean-schema.ts";
import { isRecord } from "../core/json.ts";

/** A tool as its server lists it, reduced to what models need. */
export interface ListedTool {
  /** The server's own name for it. */
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** True if the server states that the tool only reads, or that repeating a call changes nothing. */
  readonly isRepeatable: boolean;
}

/** The longest description that OpenAI accepts. */
const MAX_DESCRIPTION = 1_024;
/** A longer schema would take a large part of every prompt. */
const MAX_SCHEMA = 20_000;

/** Reads a list of tools; entries without a name or with a schema that is too long are left out. */
export function readTools(listed: readonly unknown[]): readonly ListedTool[] {
  const tools = listed.map(readTool).filter((tool) => tool !== null);
  const byName = Map.groupBy(tools, ({ name }) => name);
  return [...byName.values()].flatMap(([first]) => first ?? []);
}

function readTool(listed: unknown): ListedTool | null {
  if (!isRecord(listed)) return null;
  const { name, title, description, inputSchema, annotations } = listed;
  if (typeof name !== "string" || name === "") return null;
  if (JSON.stringify(inputSchema ?? null).length > MAX_SCHEMA) return null;
  const said = [description, title, name].find((text) => typeof text === "string" && text !== "");
  const hints = isRecord(annotations) ? annotations : {};
  return {
    name,
    description: String(said).replaceAll("\0", "").slice(0, MAX_DESCRIPTION).toWellFormed(),
    parameters: cleanSchema(inputSchema),
    isRepeatable: hints["readOnlyHint"] === true || hints["idempotentHint"] === true,
  };
}
