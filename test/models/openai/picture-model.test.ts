import { afterEach, describe, expect, test } from "bun:test";
import { createPictureModel } from "../../../src/models/openai/picture-model.ts";
import {
  createPicturesStandIn,
  type PicturesStandIn,
  type PicturesStandInOptions,
} from "../../../src/simulator/pictures-stand-in.ts";
import type { PictureRequest } from "../../../src/core/picture-model.ts";
import { jpeg } from "../../pictures.ts";
import { rejection } from "./upstream.ts";

let server: PicturesStandIn;
afterEach(() => server.stop());

const A_HOUSE = {
  description: "A house",
  shape: "portrait",
  references: [],
  userKey: "somebody",
  signal: new AbortController().signal,
} satisfies PictureRequest;

function make(
  options: PicturesStandInOptions = {},
  { timeoutMs, ...request }: Partial<PictureRequest> & { readonly timeoutMs?: number } = {},
) {
  server = createPicturesStandIn({ maxSide: 32, ...options });
  const model = createPictureModel({
    model: "a-painter",
    quality: null,
    apiKey: "sk-secret",
    baseUrl: server.url,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return { model, made: model.make({ ...A_HOUSE, ...request }) };
}

const formatOf = async (bytes: Uint8Array) => (await new Bun.Image(bytes).metadata()).format;
const fault = (status: number, error: object) => () => Response.json({ error }, { status });
const reference = async () => ({ bytes: await jpeg("red"), contentType: "image/jpeg" });

test("a picture is made with what it costs", async () => {
  const answer = await make().made;
  expect(answer).toMatchObject({
    outcome: "made",
    usage: {
      kind: "picture",
      provider: new URL(server.url).host,
      model: "a-painter",
      pictures: 1,
      tokens: { input: 20, text: 20, output: 1_500 },
      isAssumed: false,
    },
  });
  expect(answer.outcome === "made" && (await formatOf(answer.bytes))).toBe("png");
});

test("a server that does not count tokens is assumed to have used the most", async () => {
  const b64 = Buffer.from(await jpeg("red")).toString("base64");
  const { model, made } = make({ answer: () => Response.json({ data: [{ b64_json: b64 }] }) });
  expect(await made).toMatchObject({ outcome: "made", usage: model.most });
  expect(model.most.isAssumed).toBe(true);
});

describe("a server that answers with an address", () => {
  test("has the picture fetched from it, without the key", async () => {
    const bytes = await jpeg("red");
    let key: string | null = "none";
    const files = Bun.serve({
      port: 0,
      fetch: (request) => {
        key = request.headers.get("authorization");
        return new Response(bytes);
      },
    });
    // The address of another private server is not opened.
    const other = await make({
      answer: () => Response.json({ data: [{ url: `${files.url.origin}/a.jpg` }] }),
    }).made;
    expect(other.outcome).toBe("lost");
    expect(key as string | null).toBe("none");
    await server.stop();
    const own = await make({
      answer: ({ path }) =>
        path === "/made.jpg"
          ? new Response(bytes)
          : Response.json({ data: [{ url: "/made.jpg" }] }),
    }).made;
    expect(own.outcome === "made" && (await formatOf(own.bytes))).toBe("jpeg");
    await files.stop(true);
  });

  test.each([
    "file:///etc/passwd",
    "http://10.0.0.1/a.png",
    "https://user:pass@example.org/a.png",
    "https://127.0.0.1/a.png",
  ])("is not followed to %s", async (url) => {
    const { outcome } = await make({ answer: () => Response.json({ data: [{ url }] }) }).made;
    expect(outcome).toBe("lost");
  });

  test("may put the picture into the address", async () => {
    const url = `data:image/jpeg;base64,${Buffer.from(await jpeg("red")).toString("base64")}`;
    const answer = await make({ answer: () => Response.json({ data: [{ url }] }) }).made;
    expect(answer.outcome === "made" && (await formatOf(answer.bytes))).toBe("jpeg");
  });
});

test("a server that refuses optional fields is asked once more without them, and later without asking", async () => {
  const isPlain = (fields: object) => Object.keys(fields).toSorted().join() === "model,n,prompt";
  const { model, made } = make({
    answer: ({ fields }) =>
      isPlain(fields)
        ? null
        : Response.json({ error: { message: "Unknown parameter: size" } }, { status: 400 }),
  });
  expect((await made).outcome).toBe("made");
  expect((await model.make(A_HOUSE)).outcome).toBe("made");
  expect(server.requests).toHaveLength(3);
});

test.each([
  ["a filter", { code: "moderation_blocked", message: "Rejected." }],
  ["a policy", { code: "content_policy_violation", message: "No." }],
  ["its words", { message: "Your request was rejected by our safety system." }],
])("a picture that %s declines is refused", async (_, error) => {
  expect(await make({ answer: fault(400, error) }).made).toEqual({ outcome: "refused" });
});

test.each([404, 405, 501])(
  "a server that answers %d to a change cannot change pictures",
  async (status) => {
    const references = [await reference()];
    const { made } = make(
      { answer: () => new Response("nothing here", { status }) },
      { references },
    );
    expect(await made).toEqual({ outcome: "unsupported" });
  },
);

test("a change sends the picture as a file", async () => {
  const { made } = make({}, { references: [await reference()] });
  expect(await made).toMatchObject({ outcome: "made" });
  expect(server.requests).toMatchObject([
    { path: "/v1/images/edits", fields: { prompt: "A house" } },
  ]);
  expect(server.requests[0]?.pictures[0]).toEqual(await jpeg("red"));
});

test.each([
  ["no JSON", () => new Response("<html>")],
  ["no picture", () => Response.json({ data: [] })],
  ["nothing in time", () => new Promise<Response>(() => {})],
] as const)("a server that answers %s may have charged the picture", async (_, answer) => {
  const { model, made } = make({ answer }, { timeoutMs: 300 });
  expect(await made).toEqual({ outcome: "lost", usage: model.most });
});

test.each([
  ["is overloaded", 429, "rate"],
  ["has a fault", 500, "server"],
  ["refuses the key", 401, "credentials"],
  ["has no credit left", 402, "billing"],
])("a server that %s has made nothing", async (_, status, reason) => {
  const { made } = make({ answer: fault(status, { message: "No." }) });
  expect(await rejection(made)).toMatchObject({ reason });
});

test("a server that cannot be reached has made nothing", async () => {
  const { model, made } = make();
  await made;
  await server.stop();
  expect(await rejection(model.make(A_HOUSE))).toMatchObject({ reason: "connection" });
});

test("a request that is called off is no lost picture", async () => {
  const stop = new AbortController();
  const { made } = make({ answer: () => new Promise<Response>(() => {}) }, { signal: stop.signal });
  stop.abort();
  expect(await rejection(made)).toMatchObject({ code: "aborted" });
});
