import type { OpenAI } from "openai";
import type { ToolDefinition, ToolRound } from "../../core/tool-call.ts";
import type { FoundCall } from "./read-calls.ts";
import { asFields, asList, asText } from "./untrusted.ts";

type Item = OpenAI.Responses.ResponseInputItem;

/** Requests reasoning in a form that can be sent back, since nothing is stored at the upstream. */
export const ENCRYPTED_REASONING = "reasoning.encrypted_content";

export function toResponsesTool(tool: ToolDefinition): OpenAI.Responses.FunctionTool {
  const { name, description, parameters } = tool;
  return { type: "function", name, description, parameters, strict: false };
}

/**
 * Returns the data to be sent back with the results: the items of an output in their order, without
 * the ids of items that are not stored. Returns null if the calls are not among them.
 */
export function keepOutput(body: unknown, found: readonly FoundCall[]): string | null {
  const output = asList(asFields(body)["output"]).map(asFields);
  const items = output.flatMap((item) => {
    const call = found.find((one) => one.item === item)?.call;
    if (call !== undefined) {
      const { id, name, arguments: text } = call;
      return [{ ...withoutId(item), call_id: id, name, arguments: text ?? "{}" }];
    }
    // Reasoning that led to a search is refused without it; its id and status are required.
    if (item["type"] === "web_search_call") return [item];
    const isKept =
      item["type"] === "message" ||
      (item["type"] === "reasoning" && asText(item["encrypted_content"]) !== "");
    return isKept ? [withoutId(item)] : [];
  });
  const calls = items.filter((item) => "call_id" in item);
  return calls.length === found.length ? JSON.stringify(items) : null;
}

/**
 * Returns a round as items of an input; `kept` is the result of `keepOutput`, null if another model
 * made it.
 */
export function toInputItems({ calls, results }: ToolRound, kept: string | null): Item[] {
  const asked =
    kept === null
      ? calls.map(({ id, name, arguments: text }): Item => ({
          type: "function_call",
          call_id: id,
          name,
          arguments: text ?? "{}",
        }))
      : // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `keepOutput` wrote it.
        (JSON.parse(kept) as Item[]);
  return [
    ...asked,
    ...calls.map(({ id }, index): Item => ({
      type: "function_call_output",
      call_id: id,
      output: (results[index] ?? "").toWellFormed(),
    })),
  ];
}

function withoutId(item: object): object {
  const unsaid = new Set(["id", "status"]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => !unsaid.has(name)));
}
