import { afterEach, expect, test } from "bun:test";
import type { ContentPart } from "../../src/core/ports.ts";
import { createModel } from "../../src/openai/create-model.ts";
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

test("through Responses, pictures and files stand in the request itself", async () => {
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
          { type: "image_url", image_url: { url: "data:image/png;base64,AQID", detail: "auto" } },
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

test("only OpenAI's own chat is trusted to take files, and Responses always is", () => {
  upstream = startUpstream(() => new Response("{}"));
  const takesFiles = (api: "responses" | "chat", baseUrl: string | null) =>
    createModel({ api, model: "m", apiKey: "k", baseUrl, maxOutputTokens: null }).takesFiles;
  expect(takesFiles("responses", "http://localhost:1/v1")).toBe(true);
  expect(takesFiles("chat", null)).toBe(true);
  expect(takesFiles("chat", "http://localhost:11434/v1")).toBe(false);
});
