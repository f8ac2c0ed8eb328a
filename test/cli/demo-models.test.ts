import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createOfflineSpeaker } from "../../src/simulator/offline/offline-speaker.ts";
import { createDemoModels } from "../../src/cli/demo-models.ts";
import { loadConfig } from "../../src/config.ts";
import type { Model } from "../../src/core/ports.ts";
import { answered } from "../replies.ts";
import { textTurn } from "../turns.ts";

const SETTINGS = {
  APP_ENV: "development",
  PUBLIC_URL: "http://localhost:8000",
  DATABASE_URL: "sqlite:///:memory:",
  TWILIO_ACCOUNT_SID: `AC${"0".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "token",
  TWILIO_WHATSAPP_NUMBER: "whatsapp:+14155238886",
  OPENAI_API_KEY: "sk-test",
};
const NOWHERE = "http://127.0.0.1:9/v1";

/** The keys that a model server was asked with. */
let keys: (string | null)[];
let server: Bun.Server<undefined>;
let url: string;
let isBroken: boolean;

beforeEach(() => {
  keys = [];
  isBroken = false;
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      keys.push(request.headers.get("authorization"));
      if (pathname.startsWith("/private") && keys.at(-1) !== "Bearer right") {
        return Response.json({ error: { message: "no" } }, { status: 401 });
      }
      if (pathname.endsWith("/models")) {
        const data = ["nomic-embed-text", "llama3.2:3b", "qwen3:8b"].map((id) => ({ id }));
        return Response.json({ object: "list", data });
      }
      if (isBroken) return new Response("no", { status: 500 });
      const message = { role: "assistant", content: "From the server" };
      return Response.json({ model: "llama3.2:3b", choices: [{ message, finish_reason: "stop" }] });
    },
  });
  url = server.url.origin;
});
afterEach(() => server.stop(true));

function createModels({ ollamaUrl = NOWHERE, hasSettings = false } = {}) {
  const script: Model = {
    name: "offline",
    capabilities: { vision: true, files: true },
    respond: async () => ({
      kind: "answer",
      text: "From the script",
      outcome: "complete",
      usage: { kind: "model", provider: "offline", model: "offline", tokens: null },
    }),
  };
  return createDemoModels({
    config: loadConfig(SETTINGS),
    script: {
      model: script,
      transcriber: { transcribe: async () => null },
      speaker: createOfflineSpeaker("en"),
    },
    hasSettings,
    ollamaUrl,
  });
}

async function answerOf({ model }: ReturnType<typeof createModels>): Promise<string> {
  const request = {
    instructions: "",
    turns: [textTurn("user", "Hi")],
    userKey: "u",
    cacheKey: "c",
    signal: new AbortController().signal,
  };
  const { text } = await answered(model.respond(request));
  return text;
}

describe("the models of a demo", () => {
  test("begin with the script, and a server that is entered answers instead", async () => {
    const models = createModels();
    expect(await answerOf(models)).toBe("From the script");
    expect(models.model.capabilities.files).toBe(true);
    expect(await models.connect({ url, name: null, key: null })).toBe(null);
    expect(await answerOf(models)).toBe("From the server");
    expect(models.model.capabilities.files).toBe(false);
    expect(models.state()).toMatchObject({ name: "llama3.2:3b", kind: "server" });
    expect(models.take("script")).toBe(true);
    expect(await answerOf(models)).toBe("From the script");
  });

  test.each(["/v1", "/v1/", "/v1/chat/completions", ""])(
    "take an address that ends with %p",
    async (path) => {
      const { host } = new URL(url);
      const models = createModels();
      expect(await models.connect({ url: host + path, name: "qwen3:8b", key: null })).toBe(null);
      expect(await answerOf(models)).toBe("From the server");
    },
  );

  test("use a key only for the server that it was entered for, and never send it to a page", async () => {
    const models = createModels();
    const at = `${url}/private/v1`;
    expect(await models.connect({ url: at, name: null, key: null })).toContain("it needs one");
    expect(await models.connect({ url: at, name: null, key: "wrong" })).toContain(
      "refused the key",
    );
    expect(await models.connect({ url: at, name: null, key: "right" })).toBe(null);
    expect(await answerOf(models)).toBe("From the server");
    expect(keys.at(-1)).toBe("Bearer right");
    expect(JSON.stringify(models.state())).not.toContain("right");
    expect(await models.connect({ url, name: null, key: null })).toBe(null);
    expect(keys.at(-1)).not.toContain("right");
  });

  test("say why a server cannot answer, and leave the one that does", async () => {
    const models = createModels();
    const connect = (at: string, name: string | null = null) =>
      models.connect({ url: at, name, key: null });
    expect(await connect("not an address")).toContain("is no address of a server");
    expect(await connect("")).toContain("is no address of a server");
    expect(await connect(NOWHERE)).toBe(`Nothing answered at ${NOWHERE}. Is the server running?`);
    expect(await connect(url, "gpt-9")).toContain(
      "has no model “gpt-9”. It has nomic-embed-text, llama",
    );
    expect(models.state().kind).toBe("script");
  });

  test("report the fault of the last model, until it answers", async () => {
    const models = createModels();
    await models.connect({ url, name: null, key: null });
    isBroken = true;
    await answerOf(models).catch(() => {});
    expect(models.state().problem).toBe(
      `llama3.2:3b at ${new URL(url).host} has an internal error; the bot asks it again.`,
    );
    isBroken = false;
    await answerOf(models);
    expect(models.state().problem).toBe(null);
    isBroken = true;
    await answerOf(models).catch(() => {});
    models.take("script");
    expect(models.state().problem).toBe(null);
  });

  test("offer an Ollama on this machine, and do not use it unasked", async () => {
    const models = createModels({ ollamaUrl: `${url}/v1` });
    let changes = 0;
    models.subscribe(() => (changes += 1));
    await models.look();
    await models.look();
    expect(changes).toBe(1);
    expect(models.state().kind).toBe("script");
    const offered = models.state().offers.filter(({ kind }) => kind === "ollama");
    expect(offered.map(({ name }) => name)).toEqual(["llama3.2:3b", "qwen3:8b"]);
    expect(models.take(offered[1]?.id ?? "")).toBe(true);
    expect(models.state()).toMatchObject({ name: "qwen3:8b", id: offered[1]?.id });
    expect(await answerOf(models)).toBe("From the server");
  });

  test("say that the key of the settings is used, and offer the script beside it", () => {
    const models = createModels({ hasSettings: true });
    expect(models.state()).toMatchObject({ kind: "settings", server: "api.openai.com" });
    expect(models.take("script")).toBe(true);
    expect(models.state().offers.map(({ kind }) => kind)).toEqual(["script", "settings"]);
    expect(models.take("settings")).toBe(true);
    expect(models.state().kind).toBe("settings");
  });
});
