import { jpeg } from "../../pictures.ts";
import { waitUntil } from "../../wait-for.ts";

/** A model and a Twilio that are controlled by the text that they receive. */
export interface Upstream {
  readonly url: string;
  /** The addresses for reports on each message, in the order of the sends. */
  readonly callbacks: readonly string[];
  /** Resolves when so many requests hang. */
  hangs(total: number): Promise<void>;
  /** Resolves when nothing was asked for a while. */
  rests(): Promise<void>;
  stop(): Promise<void>;
}

const LONG = "A long answer goes on and on, and says many things in many words. ".repeat(140);
const DEADLINE_MS = 60_000;
const REST_MS = 3_000;

/** Stands in for both: answers, refuses or hangs as the message asks for it. */
export function startUpstream(): Upstream {
  const callbacks: string[] = [];
  let answers = 0;
  let hung = 0;
  let lastAt = performance.now();

  async function answer(request: Request): Promise<Response> {
    lastAt = performance.now();
    const { pathname } = new URL(request.url);
    const body = await request.text();
    if (pathname.endsWith("/responses")) return respond(body.slice(body.lastIndexOf("please-")));
    if (pathname.endsWith("/Messages.json") && request.method === "POST") return send(body);
    if (pathname.endsWith("/Messages.json")) return Response.json({ messages: [] });
    if (request.method === "DELETE") return new Response(null, { status: 503 });
    if (pathname.includes("/Media/")) {
      return new Response(await jpeg("red"), { headers: { "content-type": "image/jpeg" } });
    }
    return Response.json({ success: true });
  }

  async function respond(last: string): Promise<Response> {
    answers += 1;
    if (last.startsWith("please-fail")) {
      return Response.json(
        { error: { message: "no", type: "invalid_request_error", code: "bad" } },
        { status: 400 },
      );
    }
    if (last.startsWith("please-think")) return hang();
    const text = last.startsWith("please-long") ? LONG : `Here you are: ${answers}.`;
    return Response.json({
      id: "resp_1",
      object: "response",
      status: "completed",
      model: "stand-in",
      output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text }] }],
      usage: {
        input_tokens: 400,
        output_tokens: 60,
        total_tokens: 460,
        input_tokens_details: { cached_tokens: 0 },
      },
    });
  }

  async function send(body: string): Promise<Response> {
    if (body.includes("4915100100004")) return hang();
    callbacks.push(new URLSearchParams(body).get("StatusCallback") ?? "");
    const sid = `SM${callbacks.length.toString(16).padStart(32, "0")}`;
    return Response.json({ sid }, { status: 201 });
  }

  function hang(): Promise<Response> {
    hung += 1;
    return new Promise(() => {});
  }

  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 120, fetch: answer });
  return {
    url: server.url.origin,
    callbacks,
    hangs: (total) =>
      waitUntil(`${total} requests that hang`, () => hung >= total, {
        found: () => hung,
        deadlineMs: DEADLINE_MS,
      }),
    rests: () => {
      lastAt = performance.now();
      const isResting = () => performance.now() - lastAt > REST_MS;
      return waitUntil("a while without a request", isResting, { deadlineMs: DEADLINE_MS });
    },
    stop: () => server.stop(true),
  };
}
