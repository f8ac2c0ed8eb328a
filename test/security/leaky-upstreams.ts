export interface LeakyUpstreams {
  readonly openai: string;
  readonly twilio: string;
  stop(): Promise<void>;
}

/**
 * An OpenAI and a Twilio that repeat in their errors whatever they were given: keys, numbers and
 * texts. What the last message says chooses how they fail; otherwise they answer.
 */
export function startLeakyUpstreams(): LeakyUpstreams {
  const openai = serve((request, body) => {
    const echo = `${request.headers.get("authorization")} asked ${body}`;
    const last = body.slice(body.lastIndexOf('"role":"user"'));
    if (last.includes("fail-401"))
      return failure(401, `Incorrect API key: ${echo}`, "4915112345678");
    if (last.includes("fail-429")) return failure(429, echo, "insufficient_quota");
    if (last.includes("fail-400")) return failure(400, echo, echo);
    if (last.includes("fail-500")) return new Response(`<html>${echo}</html>`, { status: 500 });
    if (last.includes("fail-junk")) return new Response(echo);
    if (last.includes("fail-shape")) return Response.json({ output: echo, status: echo });
    return Response.json({
      id: "resp_1",
      object: "response",
      status: "completed",
      model: "gpt-6-luna",
      output: [
        {
          type: "message",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text: `canary-answer to ${last}`, annotations: [] }],
        },
      ],
    });
  });
  let sent = 0;
  const twilio = serve((request, body) => {
    const echo = `${request.headers.get("authorization")} asked ${decodeURIComponent(body)}`;
    if (request.url.includes("Typing")) return Response.json({ message: echo }, { status: 404 });
    if (body.includes("send-400")) {
      return Response.json(
        { code: 21211, message: echo, more_info: echo, status: 400 },
        { status: 400 },
      );
    }
    if (body.includes("send-429"))
      return Response.json({ code: 20429, message: echo }, { status: 429 });
    if (body.includes("send-500")) return new Response(echo, { status: 500 });
    if (body.includes("send-junk")) return new Response(echo, { status: 201 });
    return Response.json({ sid: `SM${String((sent += 1)).padStart(32, "0")}` }, { status: 201 });
  });
  return {
    openai: openai.url.origin,
    twilio: twilio.url.origin,
    stop: async () => {
      await Promise.all([openai.stop(true), twilio.stop(true)]);
    },
  };
}

function serve(answer: (request: Request, body: string) => Response) {
  return Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => answer(request, await request.text()),
  });
}

function failure(status: number, message: string, code: string): Response {
  return Response.json({ error: { message, code, type: message, param: message } }, { status });
}
