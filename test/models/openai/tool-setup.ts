import type { ModelReply } from "../../../src/core/ports.ts";
import type { ToolRound } from "../../../src/core/tool-call.ts";
import { createModel, type ModelSettings } from "../../../src/models/openai/create-model.ts";
import { completion } from "./dialects/dialect.ts";
import { CLOCK, modelRequest, startUpstream, type Upstream } from "./upstream.ts";

export type Api = ModelSettings["api"];

interface WireBody {
  readonly tools?: unknown;
  /** Of a chat. */
  readonly messages: readonly unknown[];
  /** Of Responses. */
  readonly input: readonly unknown[];
}

/** A server, and what a model behind it is asked. */
export interface ToolSetup {
  readonly upstream: Upstream;
  /** The body that came in last. */
  lastBody(): WireBody;
  ask(
    api: Api,
    rounds?: readonly ToolRound[],
    tools?: readonly (typeof CLOCK)[],
  ): Promise<ModelReply>;
  /** Returns the calls of a model, with these results. */
  roundOf(api: Api, ...results: string[]): Promise<ToolRound>;
}

/** Begins a server that answers with these bodies in turn, and with the last one for ever. */
export function serve(...bodies: (object | string | (() => Response))[]): ToolSetup {
  let count = 0;
  const upstream = startUpstream(() => {
    const body = bodies[Math.min(count, bodies.length - 1)] ?? {};
    count += 1;
    if (typeof body === "string") return new Response(body);
    return typeof body === "function" ? body() : Response.json(body);
  });
  const ask: ToolSetup["ask"] = (api, rounds = [], tools = [CLOCK]) =>
    modelAt(api, upstream).respond(modelRequest({ tools, rounds }));
  return {
    upstream,
    lastBody: () => Object(upstream.bodies.at(-1)),
    ask,
    roundOf: async (api, ...results) => {
      const reply = await ask(api);
      if (reply.kind !== "tool-calls") throw new Error(`no calls: ${Bun.inspect(reply)}`);
      return { calls: reply.calls, results, continuation: reply.continuation };
    },
  };
}

export const modelAt = (api: Api, { baseUrl }: Upstream) =>
  createModel({ api, model: "m", apiKey: "k", baseUrl, maxOutputTokens: null });

export const toolCall = (args: unknown, over: object = {}) => ({
  id: "call_1",
  type: "function",
  function: { name: "clock", arguments: args },
  ...over,
});
export const calling = (...tool_calls: object[]) => completion(null, "tool_calls", { tool_calls });
export const output = (...items: object[]) => ({ model: "m", status: "completed", output: items });
export const functionCall = (args: string, over: object = {}) => ({
  type: "function_call",
  id: "fc_1",
  call_id: "call_1",
  name: "clock",
  arguments: args,
  status: "completed",
  ...over,
});
export const message = (text: string) => ({
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text }],
});
export const LISBON = '{"city":"Lisbon"}';
