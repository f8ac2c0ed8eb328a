/** A request that reached a stand-in, and about how many bytes it had, its head included. */
export interface Call {
  readonly body: string;
  readonly at: number;
  readonly bytes: number;
}

export interface StandIns {
  readonly url: string;
  /** Told of each model request; what it returns is answered, after it resolved. */
  onModelCall: (call: Call) => string | Promise<string>;
  /** Told of each message that the bot sends, and of each typing sign. */
  onSend: (call: Call, sid: string) => void;
  onTyping: (call: Call) => void;
  stop(): Promise<void>;
}

/**
 * The model's and Twilio's side of the world, with as little work as can be: they share the process
 * of the bench, never the bot's.
 */
export function startStandIns(): StandIns {
  let sids = 0;
  const standIns: Omit<StandIns, "url" | "stop"> = {
    onModelCall: () => "yes",
    onSend: () => {},
    onTyping: () => {},
  };

  async function answer(request: Request): Promise<Response> {
    const at = performance.now();
    const { pathname } = new URL(request.url);
    const body = await request.text();
    const call = { body, at, bytes: sizeOfHead(request) + Buffer.byteLength(body) };
    if (pathname.endsWith("/responses")) {
      return Response.json(asResponse(await standIns.onModelCall(call)));
    }
    if (pathname.endsWith("/chat/completions")) {
      return Response.json(asCompletion(await standIns.onModelCall(call)));
    }
    if (pathname.endsWith("/Messages.json")) {
      sids += 1;
      const sid = `SM${sids.toString(16).padStart(32, "0")}`;
      standIns.onSend(call, sid);
      return Response.json({ sid }, { status: 201 });
    }
    standIns.onTyping(call);
    return Response.json({ success: true });
  }

  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 120, fetch: answer });
  return Object.assign(standIns, { url: server.url.origin, stop: () => server.stop(true) });
}

function sizeOfHead({ method, url, headers }: Request): number {
  let bytes = method.length + url.length + " HTTP/1.1\r\n\r\n".length;
  headers.forEach((value, name) => (bytes += name.length + value.length + ": \r\n".length));
  return bytes;
}

const USAGE = { input_tokens: 400, output_tokens: 60, total_tokens: 460 };

function asResponse(text: string) {
  return {
    id: "resp_1",
    object: "response",
    status: "completed",
    model: "stand-in",
    output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text }] }],
    usage: { ...USAGE, input_tokens_details: { cached_tokens: 0 } },
  };
}

function asCompletion(content: string) {
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    model: "stand-in",
    choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
    usage: { prompt_tokens: 400, completion_tokens: 60, total_tokens: 460 },
  };
}
