import { afterEach, describe, expect, test } from "bun:test";
import { PermanentError, TransientError } from "../../../src/core/errors.ts";
import type { Feature } from "../../../src/models/openai/refused-features.ts";
import { createModel } from "../../../src/models/openai/create-model.ts";
import { completion } from "./dialects/dialect.ts";
import { CLOCK, modelRequest, rejection, startUpstream, type Upstream } from "./upstream.ts";

let upstream: Upstream;
afterEach(() => upstream.stop());

const refused: Feature[] = [];
/** A server that answers a request with tools as `withTools` does, and any other as `without`. */
function serve(withTools: () => Response, without = () => Response.json(completion("Hello!"))) {
  refused.length = 0;
  upstream = startUpstream(() => (sentTools().at(-1) ? withTools() : without()));
  return createModel({
    api: "chat",
    model: "m",
    apiKey: "k",
    baseUrl: upstream.baseUrl,
    maxOutputTokens: null,
    onRefused: (feature) => refused.push(feature),
  });
}

const sentTools = () => upstream.bodies.map((body) => "tools" in Object(body));
const REQUEST = modelRequest({ tools: [CLOCK] });
const fault = (status: number, error: object | string) => () =>
  Response.json({ error }, { status });

describe("a request with tools that is refused in unknown words", () => {
  test.each([
    ["in another language", fault(400, { message: "Paramètre non pris en charge" })],
    ["without a reason", fault(400, "Bad Request")],
    ["as not processable", fault(422, { message: "Validation failed" })],
    ["with a code of the server's own", fault(400, { code: "E_4711", message: "See the manual" })],
    ["by a gateway's page", () => new Response("<h1>400 Bad Request</h1>", { status: 400 })],
  ])("%s is repeated without tools once, and so are later ones", async (_, answer) => {
    const model = serve(answer);
    expect(await model.respond(REQUEST)).toMatchObject({ text: "Hello!" });
    expect(await model.respond(REQUEST)).toMatchObject({ text: "Hello!" });
    expect(sentTools()).toEqual([true, false, false]);
    expect(refused).toEqual(["tools"]);
  });

  test("and is refused without them too has another reason: tools are offered again", async () => {
    const model = serve(fault(400, "This prompt"), fault(400, "This prompt, too"));
    for (const _ of [1, 2]) {
      expect(await rejection(model.respond(REQUEST))).toBeInstanceOf(PermanentError);
    }
    expect(sentTools()).toEqual([true, false, true, false]);
    expect(refused).toEqual([]);
  });

  test("and then fails for a time is tried again later, with tools", async () => {
    const model = serve(fault(400, "Bad Request"), fault(503, "Busy"));
    expect(await rejection(model.respond(REQUEST))).toBeInstanceOf(TransientError);
    expect(refused).toEqual([]);
  });
});

test.each([
  ["a key that is refused", fault(401, "No key")],
  ["a prompt that a filter refuses", fault(400, { code: "content_filter", message: "No." })],
  ["too many requests", fault(429, "Slow down")],
])("%s is no reason to leave tools out", async (_, answer) => {
  const model = serve(answer);
  await rejection(model.respond(REQUEST));
  expect(sentTools()).toEqual([true]);
});

test("a request without tools that is refused in unknown words is not repeated", async () => {
  const model = serve(fault(400, ""), fault(400, "Bad Request"));
  expect(await rejection(model.respond(modelRequest()))).toBeInstanceOf(PermanentError);
  expect(sentTools()).toEqual([false]);
});
