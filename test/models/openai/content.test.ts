import { afterEach, expect, test } from "bun:test";
import type { ContentPart } from "../../../src/core/ports.ts";
import { createModel, type ModelSettings } from "../../../src/models/openai/create-model.ts";
import { modelRequest, startUpstream, type Upstream } from "./upstream.ts";

const PICTURE: ContentPart = {
  kind: "image",
  bytes: new Uint8Array([1, 2, 3]),
  contentType: "image/png",
};
const SCAN: ContentPart = {
  kind: "file",
  bytes: new Uint8Array([4, 5, 6]),
  contentType: "application/pdf",
  name: "scan.pdf",
};
const WORDS: ContentPart = { kind: "text", text: "What is this? \uD83D" };

let upstream: Upstream;
afterEach(() => upstream.stop());

async function lastTurn(api: "responses" | "chat", content: readonly ContentPart[]) {
  upstream = startUpstream(() => new Response("{}"));
  const model = createModel({
    api,
    model: "m",
    apiKey: "k",
    baseUrl: upstream.baseUrl,
    maxOutputTokens: null,
  });
  await model.respond(modelRequest({ turns: [{ role: "user", content }] })).catch(() => null);
  return upstream.bodies[0];
}

test("through Responses, pictures and files are part of the request itself", async () => {
  expect(await lastTurn("responses", [PICTURE, SCAN, WORDS])).toMatchObject({
    input: [
      {
        role: "user",
        content: [
          { type: "input_image", image_url: "data:image/png;base64,AQID", detail: "auto" },
          {
            type: "input_file",
            filename: "scan.pdf",
            file_data: "data:application/pdf;base64,BAUG",
          },
          { type: "input_text", text: "What is this? \uFFFD" },
        ],
      },
    ],
  });
});

test("through chat they do too", async () => {
  expect(await lastTurn("chat", [PICTURE, SCAN, WORDS])).toMatchObject({
    messages: [
      { role: "system" },
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: "data:image/png;base64,AQID" } },
          {
            type: "file",
            file: { filename: "scan.pdf", file_data: "data:application/pdf;base64,BAUG" },
          },
          { type: "text", text: "What is this? \uFFFD" },
        ],
      },
    ],
  });
});

test.each(["responses", "chat"] as const)(
  "through %s, nothing but text stays a plain string, which every server takes",
  async (api) => {
    const body = JSON.stringify(await lastTurn(api, [WORDS, { kind: "text", text: "Well?" }]));
    expect(body).toContain('{"role":"user","content":"What is this? \uFFFD\\n\\nWell?"}');
  },
);

test("a model's capabilities are those in the settings, else all at OpenAI and text elsewhere", () => {
  upstream = startUpstream(() => new Response("{}"));
  const capabilities = (over: Partial<ModelSettings>) =>
    createModel({
      api: "chat",
      model: "m",
      apiKey: "k",
      baseUrl: null,
      maxOutputTokens: null,
      ...over,
    }).capabilities;
  const [all, words] = [
    { vision: true, files: true },
    { vision: false, files: false },
  ];
  const baseUrl = "http://localhost:11434/v1";
  expect(capabilities({})).toEqual(all);
  expect(capabilities({ api: "responses", baseUrl })).toEqual(all);
  expect(capabilities({ baseUrl })).toEqual(words);
  const vision = { vision: true, files: false };
  expect(capabilities({ baseUrl, capabilities: vision })).toEqual(vision);
  expect(capabilities({ capabilities: words })).toEqual(words);
});
