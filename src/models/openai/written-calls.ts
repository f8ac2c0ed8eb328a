import type { ToolDefinition } from "../../core/tool-call.ts";
import { parseJson } from "../../core/json.ts";
import { asFields, asText } from "./untrusted.ts";

type Fields = Readonly<Record<string, unknown>>;

/** In UTF-16 units: a longer text is an answer. */
const MAX_LENGTH = 64_000;
/** The beginnings of a call in the templates of models, before its JSON or its name. */
const BEGINS =
  /<(?:\w+_)?tool_calls?>|<function_calls?>|<function=|<(?:｜DSML｜)?invoke name="|\[TOOL_CALLS\]|<\|tool_calls?\|>|<\|tool_call_begin\|>|<｜tool▁call▁begin｜>|<\|python_tag\|>|<\|(?:channel|start)\|>\w+ to=/;
const NAMED = /^\s*(?:function<｜tool▁sep｜>)?(?:functions\.)?([\w-]+)/;
/** The beginning of an argument that is written as an element. */
const ARGUMENT = /<parameter=|<(?:｜DSML｜)?parameter name="|<(?:\w+_)?arg_key>/;
const ARGUMENT_NAME = /^\s*([\w-]+)(?:"[^>]{0,80}>|>|<\/(?:\w+_)?arg_key>\s*<(?:\w+_)?arg_value>)/;
const ARGUMENT_END = /<\/(?:｜DSML｜)?(?:parameter|(?:\w+_)?arg_value)>/;
const FENCED = /^\s*```(?:json)?\s*([[{][^]*[\]}])\s*```\s*$/;

/**
 * Returns the calls of offered tools that a model wrote into its text: a server that does not know
 * the model's template passes them on as the answer. They have the form of a chat's `tool_calls`.
 */
export function readWrittenCalls(text: string, offered: readonly ToolDefinition[]): Fields[] {
  if (text.length > MAX_LENGTH) return [];
  const [before = "", ...bodies] = text.split(BEGINS);
  const whole = FENCED.exec(before)?.[1] ?? before;
  const isMarked = bodies.length > 0;
  const calls = isMarked ? bodies.flatMap((body) => callsIn(body, offered)) : inJson(whole);
  return calls
    .filter(({ name }) => offered.some((tool) => tool.name === name))
    .filter((call) => isMarked || call["arguments"] !== undefined)
    .map((call) => ({ type: "function", function: call }));
}

function callsIn(body: string, offered: readonly ToolDefinition[]): Fields[] {
  const written = inJson(body);
  const name = NAMED.exec(body)?.[1];
  if (written.length > 0 || name === undefined) return written;
  const object = jsonIn(body, "{", "}");
  if (object !== null) return [{ name, arguments: object }];
  const tool = offered.find((one) => one.name === name);
  return [{ name, arguments: elementsIn(body, asFields(tool?.parameters["properties"])) }];
}

/** Returns the calls in a text that is an object with a name, or a list of them. */
function inJson(text: string): Fields[] {
  const isList = text.trimStart().startsWith("[");
  if (!isList && !text.trimStart().startsWith("{")) return [];
  const value = isList ? jsonIn(text, "[", "]") : jsonIn(text, "{", "}");
  return (Array.isArray(value) ? value : [value])
    .map((item) => asFields(asFields(item)["function"] ?? item))
    .map(({ name, arguments: args, parameters }) => ({
      name: asText(name).replace(/^functions\./, ""),
      arguments: args ?? parameters,
    }));
}

function jsonIn(text: string, first: string, last: string): unknown {
  return parseJson(text.slice(text.indexOf(first), text.lastIndexOf(last) + 1));
}

function elementsIn(body: string, properties: Fields): Fields {
  const given = body
    .split(ARGUMENT)
    .slice(1)
    .map((piece) => {
      const [head = "", name = ""] = ARGUMENT_NAME.exec(piece) ?? [];
      const value = piece.slice(head.length).split(ARGUMENT_END)[0]?.trim() ?? "";
      const isText = asFields(properties[name])["type"] === "string";
      return [name, isText ? value : (parseJson(value) ?? value)] as const;
    });
  return Object.fromEntries(given.filter(([name]) => name !== ""));
}
