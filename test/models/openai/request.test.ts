import { afterEach, describe, expect, test } from "bun:test";
import { PermanentError, TransientError } from "../../../src/core/errors.ts";
import { createModel } from "../../../src/models/openai/create-model.ts";
import { waitFor } from "../../wait-for.ts";
import { modelRequest, rejection, startRawUpstream, startUpstream } from "./upstream.ts";

const started: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const upstream of started.splice(0)) await upstream.stop();
});

function stoppedLater<T extends { stop(): unknown }>(upstream: T): T {
  started.push(upstream);
  return upstream;
}

const raw = (...args: Parameters<typeof startRawUpstream>) =>
  stoppedLater(startRawUpstream(...args));
const replying = (respond: () => Response) => stoppedLater(startUpstream(respond));

const HEADERS = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n";
const BROKEN = HEADERS.replace("200 OK", "500 Internal Server Error");

describe.each(["responses", "chat"] as const)("through %s", (api) => {
  const model = (baseUrl: string, timeoutMs = 5_000) =>
    createModel({
      api,
      model: "m",
      apiKey: "sk-canary",
      baseUrl,
      maxOutputTokens: null,
      timeoutMs,
    });

  test.each([
    ["before its headers", ""],
    ["after its headers", HEADERS],
    ["in the middle of its body", `${HEADERS}{"status":"compl`],
    ["in the middle of an error", `${BROKEN}{"error":`],
  ])("an upstream that stalls %s keeps no user waiting past the deadline", async (_, bytes) => {
    const answer = model(raw(bytes, "stall").baseUrl, 100).respond(modelRequest());

    const error = await waitFor("the model to be given up", rejection(answer));

    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: bytes.startsWith(BROKEN) ? "http_500" : "timeout" });
  });

  test.each([
    ["before the headers", ""],
    ["in the middle of the body", `${HEADERS}{"status":"compl`],
  ])("a turn that is aborted %s ends at once", async (_, bytes) => {
    const stop = new AbortController();
    const upstream = raw(bytes, "stall");
    const failed = rejection(
      model(upstream.baseUrl).respond(modelRequest({ signal: stop.signal })),
    );

    await upstream.asked();
    stop.abort();

    expect(await failed).toBeInstanceOf(TransientError);
    expect(await failed).toMatchObject({ code: "aborted" });
  });

  test("a request that was aborted before it began sends nothing", async () => {
    const upstream = replying(() => Response.json({}));

    const error = await rejection(
      model(upstream.baseUrl).respond(modelRequest({ signal: AbortSignal.abort() })),
    );

    expect(error).toMatchObject({ code: "aborted" });
    expect(upstream.bodies).toEqual([]);
  });

  test("a connection that is cut in the middle of the body is no answer", async () => {
    const upstream = raw(`${HEADERS}{"status":"completed","output":[`, "hang up");

    const error = await rejection(model(upstream.baseUrl).respond(modelRequest()));

    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: "malformed" });
  });

  test("an upstream that disconnects, or is unreachable, is asked again later", async () => {
    const upstream = raw("", "hang up");
    expect(await rejection(model(upstream.baseUrl).respond(modelRequest()))).toMatchObject({
      name: "TransientError",
      code: "connection",
    });

    upstream.stop();
    expect(await rejection(model(upstream.baseUrl).respond(modelRequest()))).toMatchObject({
      name: "TransientError",
      code: "connection",
      message: `m through ${api}: no connection (ECONNREFUSED)`,
    });
  });

  test.each([
    ["a page", "<html>our canary is down</html>", "text/html"],
    ["a page that claims to be JSON", "<html>our canary is down</html>", "application/json"],
    ["half a body", '{"status":"completed","canary', "application/json"],
    ["an empty body", "", "application/json"],
    ["a stream", 'data: {"canary":1}\n\n', "text/event-stream"],
  ])("%s with status 200 is no answer, and is not quoted", async (_, body, type) => {
    const upstream = replying(() => new Response(body, { headers: { "content-type": type } }));

    const error = await rejection(model(upstream.baseUrl).respond(modelRequest()));

    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({ code: "malformed" });
    expect(Bun.inspect(error, { depth: 9 })).not.toContain("canary");
  });

  test("an error contains neither the key nor the upstream's words", async () => {
    const error = { message: "Incorrect key sk-canary for: Hello", code: "invalid_api_key" };
    const upstream = replying(() => Response.json({ error }, { status: 401 }));

    const thrown = await rejection(model(upstream.baseUrl).respond(modelRequest()));

    expect(thrown).toBeInstanceOf(PermanentError);
    expect(thrown).toMatchObject({ message: `m through ${api}: 401 invalid_api_key` });
    expect(Bun.inspect(thrown, { depth: 9 })).not.toContain("sk-canary");
    expect(upstream.bodies).toHaveLength(1);
  });
});
