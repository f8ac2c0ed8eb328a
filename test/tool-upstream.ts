interface WantedCall {
  readonly name: string;
  readonly args?: object | string;
}

/** The input of a model since the user's last words. */
interface Shown {
  /** Counted from 0. */
  readonly request: number;
  readonly results: readonly string[];
  readonly areToolsOffered: boolean;
  /** The body as text. */
  readonly text: string;
}

export type Script = (
  shown: Shown,
) => string | readonly WantedCall[] | Response | Promise<Response>;

export interface ToolUpstream {
  readonly baseUrl: string;
  /** The input of each request, oldest first. */
  readonly asked: readonly Shown[];
  stop(): Promise<void>;
}

const USAGE = { total_tokens: 100, completion_tokens: 10, output_tokens: 10 };

/** A model behind either API that asks for calls, or answers, as the script says. */
export function startToolUpstream(script: Script): ToolUpstream {
  const asked: Shown[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const text = await request.text();
      const shown = { request: asked.length, text, ...read(JSON.parse(text)) };
      asked.push(shown);
      const reply = await script(shown);
      if (reply instanceof Response) return reply;
      const isChat = request.url.endsWith("/chat/completions");
      return Response.json(isChat ? asChat(reply, shown) : asOutput(reply, shown));
    },
  });
  return { baseUrl: `${server.url.origin}/v1`, asked, stop: () => server.stop(true) };
}

interface WireBody {
  readonly tools?: readonly unknown[];
  readonly messages?: readonly { readonly role: string; readonly content: string }[];
  readonly input?: readonly { readonly type?: string; readonly output?: string }[];
}

function read({ tools, messages = [], input = [] }: WireBody) {
  return {
    areToolsOffered: tools !== undefined,
    results: [
      ...messages.flatMap(({ role, content }) => (role === "tool" ? [content] : [])),
      ...input.flatMap(({ type, output }) =>
        type === "function_call_output" ? [output ?? ""] : [],
      ),
    ],
  };
}

const textOf = (args: WantedCall["args"]) =>
  typeof args === "string" ? args : JSON.stringify(args ?? {});

function asChat(reply: string | readonly WantedCall[], { request }: Shown): object {
  const message =
    typeof reply === "string"
      ? { content: reply }
      : {
          content: null,
          tool_calls: reply.map(({ name, args }, index) => ({
            id: `call_${request}_${index}`,
            type: "function",
            function: { name, arguments: textOf(args) },
          })),
        };
  const finish_reason = typeof reply === "string" ? "stop" : "tool_calls";
  const usage = { ...USAGE, prompt_tokens: 90 };
  return { model: "m", choices: [{ index: 0, message, finish_reason }], usage };
}

function asOutput(reply: string | readonly WantedCall[], { request }: Shown): object {
  const output =
    typeof reply === "string"
      ? [{ type: "message", content: [{ type: "output_text", text: reply }] }]
      : [
          { type: "reasoning", id: `rs_${request}`, summary: [], encrypted_content: "gAAAA" },
          ...reply.map(({ name, args }, index) => ({
            type: "function_call",
            id: `fc_${request}_${index}`,
            call_id: `call_${request}_${index}`,
            name,
            arguments: textOf(args),
          })),
        ];
  return { model: "m", status: "completed", output, usage: { ...USAGE, input_tokens: 90 } };
}
