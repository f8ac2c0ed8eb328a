import { afterEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { PermanentError, TransientError } from "../../../src/core/errors.ts";
import { createModel, type ModelSettings } from "../../../src/models/openai/create-model.ts";
import type { Feature } from "../../../src/models/openai/refused-features.ts";
import type { RecordedDialect } from "./dialects/dialect.ts";
import { completion } from "./dialects/dialect.ts";
import { readDialects } from "./read-dialects.ts";
import { CLOCK, modelRequest, rejection, startUpstream, type Upstream } from "./upstream.ts";

const dialects = await readDialects();
const rows = <T>(
  of: (dialect: RecordedDialect) => readonly T[] | undefined,
  nameOf: (one: T) => string,
) =>
  dialects.flatMap((dialect) =>
    (of(dialect) ?? []).map((one) => [dialect.server, nameOf(one), one] as const),
  );
const recordedAnswers = rows(
  (dialect) => dialect.answers,
  ({ shape }) => shape,
);
const recordedFaults = rows(
  (dialect) => dialect.faults,
  ({ reason, status }) => `${reason} ${status}`,
);
const recordedRefusals = rows(
  (dialect) => dialect.refusals,
  ({ feature }) => feature,
);

let upstream: Upstream;
afterEach(() => upstream.stop());

const respondWith = (body: string | object, status = 200) =>
  typeof body === "string" ? new Response(body, { status }) : Response.json(body, { status });
const model = (over: Partial<ModelSettings> = {}) =>
  createModel({
    api: "chat",
    model: "m",
    apiKey: "k",
    baseUrl: upstream.baseUrl,
    maxOutputTokens: 500,
    ...over,
  });

describe("the text of an answer is read, and nothing but the text:", () => {
  test.each(recordedAnswers)("%s, %s", async (_server, _shape, { body, text, outcome }) => {
    upstream = startUpstream(() => respondWith(body));
    expect(await model().respond(modelRequest())).toMatchObject({
      text,
      outcome: outcome ?? "complete",
    });
  });
});

describe("a fault has the reason that its server means:", () => {
  test.each(recordedFaults)("%s, %s", async (_server, _fault, { body, status, reason }) => {
    upstream = startUpstream(() => respondWith(body, status));
    const respond = model().respond(modelRequest());
    // This one is asked again with less of the past.
    if (reason === "too-long") {
      expect(await respond).toMatchObject({ text: "", outcome: reason });
      return;
    }
    const error = await rejection(respond);
    expect(error).toMatchObject({ reason });
    const isPassing = ["rate", "server", "no-answer"].includes(reason);
    expect(error).toBeInstanceOf(isPassing ? TransientError : PermanentError);
    expect(String(error)).not.toContain("account");
  });
});

const PICTURE = {
  role: "user",
  content: [
    { kind: "text", text: "What is this?" },
    { kind: "image", bytes: new Uint8Array([1]), contentType: "image/png" },
  ],
} as const;
const OF_RESPONSES: ReadonlySet<Feature> = new Set([
  "store",
  "safety_identifier",
  "prompt_cache_key",
]);

function has(body: unknown, feature: Feature): boolean {
  const text = JSON.stringify(body);
  if (feature === "system") return text.includes('"role":"system"');
  if (feature === "images") return text.includes("image_url");
  return text.includes(`"${feature}"`);
}

describe("a feature that a server refuses is not sent again:", () => {
  test.each(recordedRefusals)("%s, %s", async (_server, _feature, refusal) => {
    const { feature, status, body } = refusal;
    const isOfResponses = OF_RESPONSES.has(feature);
    upstream = startUpstream(() =>
      has(upstream.bodies.at(-1), feature)
        ? respondWith(body, status)
        : respondWith(completion("Hello!")),
    );
    const asked = model({
      api: isOfResponses ? "responses" : "chat",
      maxTokensField: feature === "max_completion_tokens" ? feature : "max_tokens",
    });
    const tools = feature === "tools" ? [CLOCK] : [];
    const request = modelRequest({ turns: [PICTURE], tools });
    expect(await asked.respond(request)).toMatchObject({ text: "Hello!", outcome: "complete" });
    expect(await asked.respond(request)).toMatchObject({ text: "Hello!", outcome: "complete" });
    expect(upstream.bodies.map((sent) => has(sent, feature))).toEqual([true, false, false]);
    // What was meant for the role stands at the beginning of the conversation instead.
    expect(JSON.stringify(upstream.bodies.at(-1))).toContain("Be kind.");
  });

  test("a server that accepts neither name of the limit is asked without one", async () => {
    upstream = startUpstream(() => {
      const sent = upstream.bodies.at(-1);
      const field = (["max_tokens", "max_completion_tokens"] as const).find((one) =>
        has(sent, one),
      );
      return field === undefined
        ? respondWith(completion("Hello!"))
        : respondWith({ error: { message: `property '${field}' is unsupported` } }, 400);
    });
    expect(await model().respond(modelRequest())).toMatchObject({ text: "Hello!" });
    expect(upstream.bodies).toHaveLength(3);
  });

  test("a server that refuses a feature that it was not sent is not asked without end", async () => {
    const message = "property 'store' is unsupported";
    upstream = startUpstream(() => respondWith({ error: { message } }, 400));
    expect(await rejection(model().respond(modelRequest()))).toMatchObject({
      reason: "unsupported",
    });
    expect(upstream.bodies).toHaveLength(1);
  });

  test("a picture that is broken costs no other picture its place", async () => {
    const message = "You uploaded an unsupported image. Please make sure it is of a valid format.";
    upstream = startUpstream(() => respondWith({ error: { message } }, 400));
    await rejection(model().respond(modelRequest({ turns: [PICTURE] })));
    expect(upstream.bodies).toHaveLength(1);
  });
});

test("the guide's table states the tests of each server", async () => {
  upstream = startUpstream(() => respondWith({}));
  const guide = await Bun.file(join(import.meta.dir, "../../../docs/compatible-servers.md")).text();
  const table = guide
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter((cells) => cells.length === 6);
  expect(table.slice(2).map((cells) => cells.slice(1, -1))).toEqual(dialects.map(rowOf));
});

/**
 * Returns a server's row in the guide: its shapes, the statuses of its faults, and its refusals.
 */
function rowOf({ server, answers = [], faults = [], refusals = [] }: RecordedDialect): string[] {
  const reasons = [...new Set(faults.map(({ reason }) => reason))];
  const statuses = (reason: string) =>
    [...new Set(faults.filter((one) => one.reason === reason).map(({ status }) => status))].join(
      "/",
    );
  return [
    server,
    answers.map(({ shape }) => shape).join("; "),
    reasons.map((reason) => `${reason} ${statuses(reason)}`).join(", ") || "none",
    [...new Set(refusals.map(({ feature }) => `\`${feature}\``))].join(", ") || "none",
  ];
}
