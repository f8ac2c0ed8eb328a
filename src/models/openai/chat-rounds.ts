import type { OpenAI } from "openai";
import type { ToolDefinition, ToolRound } from "../../core/tool-call.ts";
import { callingMessage, type FoundCall } from "./read-calls.ts";
import type { Feature } from "./refused-features.ts";
import { asFields, asList } from "./untrusted.ts";

type Message = OpenAI.ChatCompletionMessageParam;

/** DeepSeek, Moonshot and OpenRouter want the reasoning back that led to a call. */
const REASONING = ["reasoning_content", "reasoning_details"] as const;

export function toChatTool(tool: ToolDefinition): OpenAI.ChatCompletionTool {
  const { name, description, parameters } = tool;
  return { type: "function", function: { name, description, parameters } };
}

/** What is handed back beside the calls: the words and the reasoning that led to them, and signatures. */
export function keepChat(body: unknown, found: readonly FoundCall[]): string {
  const message = callingMessage(body);
  const { content } = message;
  // Gemini refuses a call that comes back without its signature.
  const extras = found.map(({ item }) => item["extra_content"] ?? null);
  return JSON.stringify({
    ...(typeof content === "string" && content !== "" && { content }),
    ...Object.fromEntries(
      REASONING.flatMap((name) => (message[name] == null ? [] : [[name, message[name]]])),
    ),
    ...(extras.some((extra) => extra !== null) && { extras }),
  });
}

/** A round as messages of a chat; `kept` is what `keepChat` kept, null where that was another model's. */
export function toChatMessages(
  { calls, results }: ToolRound,
  kept: string | null,
  avoided: ReadonlySet<Feature>,
): Message[] {
  const {
    content = null,
    extras,
    ...reasoning
  } = asFields(kept === null ? null : JSON.parse(kept));
  const given = Object.entries(reasoning).filter(([name]) =>
    REASONING.some((one) => one === name && !avoided.has(one)),
  );
  return [
    {
      role: "assistant",
      content: typeof content === "string" ? content.toWellFormed() : null,
      ...Object.fromEntries(given),
      tool_calls: calls.map(({ id, name, arguments: text }, index) => ({
        id,
        type: "function",
        function: { name, arguments: text ?? "{}" },
        ...extraOf(asList(extras)[index]),
      })),
    },
    ...calls.map(({ id }, index): Message => ({
      role: "tool",
      tool_call_id: id,
      content: (results[index] ?? "").toWellFormed(),
    })),
  ];
}

/** The names of the reasoning that goes along. */
export function reasoningIn(messages: readonly Message[]): Feature[] {
  return REASONING.filter((name) => messages.some((message) => name in message));
}

function extraOf(extra: unknown): object {
  return extra == null ? {} : { extra_content: extra };
}
