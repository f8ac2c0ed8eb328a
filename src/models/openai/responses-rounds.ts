import type { OpenAI } from "openai";
import type { ToolDefinition, ToolRound } from "../../core/tool-call.ts";
import type { FoundCall } from "./read-calls.ts";
import { asFields, asList, asText } from "./untrusted.ts";

type Item = OpenAI.Responses.ResponseInputItem;

/** Asks for reasoning in a form that is handed back: nothing is stored that its id could name. */
export const ENCRYPTED_REASONING = "reasoning.encrypted_content";

export function toResponsesTool(tool: ToolDefinition): OpenAI.Responses.FunctionTool {
  const { name, description, parameters } = tool;
  return { type: "function", name, description, parameters, strict: false };
}

/**
 * What is handed back beside the results: the items of an output in their order, without the ids of
 * what is stored nowhere. Null where the calls do not stand among them.
 */
export function keepOutput(body: unknown, found: readonly FoundCall[]): string | null {
  const output = asList(asFields(body)["output"]).map(asFields);
  const items = output.flatMap((item) => {
    const call = found.find((one) => one.item === item)?.call;
    if (call !== undefined) {
      const { id, name, arguments: text } = call;
      return [{ ...withoutId(item), call_id: id, name, arguments: text ?? "{}" }];
    }
    const isKept =
      item["type"] === "message" ||
      (item["type"] === "reasoning" && asText(item["encrypted_content"]) !== "");
    return isKept ? [withoutId(item)] : [];
  });
  const calls = items.filter((item) => "call_id" in item);
  return calls.length === found.length ? JSON.stringify(items) : null;
}

/** A round as items of an input; `kept` is what `keepOutput` kept, null where that was another model's. */
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
