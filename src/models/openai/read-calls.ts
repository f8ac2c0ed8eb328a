import type { ToolCall } from "../../core/tool-call.ts";
import { asFields, asList, asText } from "./untrusted.ts";
import { parseJson } from "../../core/json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** In UTF-16 units: more than any tool accepts. */
export const MAX_ARGUMENTS_LENGTH = 16_000;
/** The calls of one reply; a model can ask for more in its next reply. */
export const MAX_CALLS = 16;
const USABLE_ID = /^[\w.:-]{1,200}$/;

/** A call, and the item of the body that contains it. */
export interface FoundCall {
  readonly call: ToolCall;
  readonly item: Fields;
}

/**
 * Returns the calls in a body of Chat Completions, whose older form has one call, of Responses, or
 * of Ollama's own chat. `before` is the number of calls in earlier rounds: a call without an id
 * from the server is numbered.
 */
export function readCalls(body: unknown, before: number): FoundCall[] {
  const seen = new Set<string>();
  return itemsIn(asFields(body))
    .slice(0, MAX_CALLS)
    .map((item, index) => {
      const found = toCall(item);
      const isUsable = USABLE_ID.test(found.id) && !seen.has(found.id);
      // Mistral accepts exactly nine letters and digits.
      const id = isUsable ? found.id : `call${String(before + index + 1).padStart(5, "0")}`;
      seen.add(id);
      return { call: { ...found, id }, item };
    });
}

/** Returns the message of a chat that contains calls; an empty one if there is none. */
export function callingMessage(body: unknown): Fields {
  const fields = asFields(body);
  const messages = asList(fields["choices"]).map((choice) => asFields(asFields(choice)["message"]));
  return [...messages, asFields(fields["message"])].find((one) => callsIn(one).length > 0) ?? {};
}

function itemsIn(fields: Fields): Fields[] {
  const output = asList(fields["output"]).map(asFields);
  const items = output.filter((item) => item["type"] === "function_call");
  return items.length > 0 ? items : callsIn(callingMessage(fields));
}

function callsIn(message: Fields): Fields[] {
  const calls = asList(message["tool_calls"]).map(asFields);
  const legacy = asFields(message["function_call"]);
  return calls.length > 0 || asText(legacy["name"]) === "" ? calls : [{ function: legacy }];
}

function toCall(item: Fields): ToolCall {
  const inner = "function" in item ? asFields(item["function"]) : item;
  return {
    id: asText(item["call_id"]) || asText(item["id"]),
    name: toName(asText(inner["name"])),
    arguments: toArguments(inner["arguments"]),
  };
}

/** Returns a name that every server accepts; gpt-oss puts the namespace before it. */
function toName(name: string): string {
  const plain = name.replace(/^functions\./, "").replaceAll(/[^\w-]/g, "_");
  return plain.slice(0, 64) || "unnamed";
}

/**
 * Servers send the object as text, as an object, as JSON in a JSON string, or not at all if it is
 * empty.
 */
function toArguments(given: unknown): string | null {
  const text = typeof given === "string" ? given : JSON.stringify(given ?? {});
  if (text.length > MAX_ARGUMENTS_LENGTH) return null;
  const value = /^\s*(?:null\s*)?$/.test(text) ? {} : parseJson(text);
  const object = typeof value === "string" ? parseJson(value) : value;
  const isObject = typeof object === "object" && object !== null && !Array.isArray(object);
  return isObject ? JSON.stringify(object).toWellFormed() : null;
}
