import { afterEach, expect, test } from "bun:test";
import { checkTools } from "../../../src/cli/doctor/check-openai.ts";
import type { Finding } from "../../../src/core/finding.ts";
import { type Script, startToolUpstream, type ToolUpstream } from "../../tool-upstream.ts";

let upstream: ToolUpstream;
afterEach(() => upstream.stop());

async function check(openaiApi: "chat" | "responses", script: Script): Promise<Finding> {
  upstream = startToolUpstream(script);
  return checkTools("my-model", {
    openaiApi,
    openaiBaseUrl: upstream.baseUrl,
    openaiApiKey: null,
  });
}

test.each(["chat", "responses"] as const)(
  "a model that calls tools through %s is in order",
  async (api) => {
    expect(await check(api, () => [{ name: "ping" }])).toMatchObject({
      level: "ok",
      says: "my-model calls tools",
    });
    expect(upstream.asked).toMatchObject([{ areToolsOffered: true }]);
  },
);

test.each([
  [400, "my-model does not support tools"],
  [404, 'No endpoints found that support tool use. Try disabling "ping".'],
  [422, "tools: Extra inputs are not permitted"],
])(
  "a server that refuses tools with %d is named, with what does not work",
  async (status, message) => {
    const found = await check("chat", ({ areToolsOffered }) =>
      areToolsOffered ? Response.json({ error: { message } }, { status }) : "ok",
    );
    expect(found.level).toBe("warning");
    expect(found.says).toContain("my-model is refused tools by its server: web search");
    expect(found.fix).toContain("OPENAI_MODEL");
  },
);

test("a model that writes instead of calling is named too", async () => {
  const found = await check("chat", () => "ping");
  expect(found).toMatchObject({ level: "warning" });
  expect(found.says).toContain("did not call a tool when told to");
});

test("a server that fails meanwhile is no fault of its tools", async () => {
  const found = await check("chat", () => new Response("busy", { status: 503 }));
  expect(found.level).toBe("skipped");
});
