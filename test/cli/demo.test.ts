import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { ConversationSummary, Now, Page } from "../../src/admin/wire.ts";
import { adminClient } from "../admin-client.ts";
import { ADA } from "../harness.ts";
import { answerOn, type Demo, startDemo } from "../start-demo.ts";

// Each demo is a program of its own, which a busy machine starts slowly.
setDefaultTimeout(30_000);

let demo: Demo | null = null;

afterEach(async () => {
  await demo?.stop();
  demo = null;
});

/** Every file below a folder. */
function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

describe("the demo", () => {
  test("answers what is piped into it, line by line, and ends well with the input", async () => {
    demo = await startDemo({}, ["--terminal"]);
    const { code, output } = await demo.type("hello\ntell me a joke\n/file nowhere.pdf\n");
    expect(code).toBe(0);
    expect(output).toContain("Ada: hello\n");
    expect(output).toContain("the bot is typing…");
    expect(output).toContain("Bot: Hello! You are chatting with an AI assistant");
    expect(output).toContain("\n\nNice to meet you!");
    expect(output.match(/This is a demo/g)).toHaveLength(1);
    expect(output).toContain("\n[What can you do?] [Español] [Português]\n");
    expect(output).toContain("There is no file nowhere.pdf");
  });

  test("answers from its script beside a copy of the example file, whose keys are none", async () => {
    const example = readFileSync(join(import.meta.dir, "../../.env.example"), "utf8");
    demo = await startDemo({ ...parseEnv(example), PORT: "0" }, ["--terminal"]);
    const { output } = await demo.type("hello\n");
    expect(output).toContain("Nice to meet you!");
  });

  test("has its conversation in the webhooks' responses when that is set", async () => {
    demo = await startDemo({ REPLY_MODE: "twiml" }, ["--terminal"]);
    const { code, output } = await demo.type("hello\n");
    expect(code).toBe(0);
    expect(output).toContain("Bot: Hello! You are chatting with an AI assistant");
    expect(output).toContain("\n\nNice to meet you!");
    expect(output).not.toContain("typing");
  });

  test("serves the phones, and stops on a signal, with a page open", async () => {
    demo = await startDemo();
    expect((await fetch(demo.url)).status).toBe(200);
    const events = await fetch(`${demo.url}/events`);
    expect(await demo.stop()).toMatchObject({ code: 0 });
    expect(await events.text()).toContain("event: state");
  });

  test("has the owner's page, with what was said on the phones", async () => {
    demo = await startDemo();
    const sent = await fetch(`${demo.url}/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user: ADA, body: "hello", quotedSid: null, place: null }),
    });
    expect(sent.status).toBe(204);
    await answerOn(demo, "Nice to meet you");
    const client = adminClient({ origin: new URL(demo.url).origin });
    const opened = await fetch(`${demo.url}/admin`, { redirect: "manual" });
    expect((await client.enter(opened.headers.get("location") ?? "")).status).toBe(204);
    const { items } = await client.read<Page<ConversationSummary>>("/api/conversations");
    expect(items).toEqual([expect.objectContaining({ name: "Ada" })]);
    expect((await client.read<Now>("/api/now")).state).toBe("running");
    const refused = await client.change("POST", "/api/doctor");
    expect(await refused.text()).toContain("database in memory");
    const { output } = await demo.stop();
    expect(output).toContain(`\nThe owner's page is at ${demo.url}/admin\n`);
  });

  test.each(["SIGHUP", "SIGTERM", "SIGINT", "SIGKILL"] as const)(
    "leaves no sent data behind when %s ends it",
    async (signal) => {
      const folder = mkdtempSync(join(tmpdir(), "demo-files-"));
      demo = await startDemo({ TMPDIR: folder });
      const query = new URLSearchParams({ user: "whatsapp:+4915112345678", body: "notes.txt" });
      const sent = await fetch(`${demo.url}/media?${query.toString()}`, {
        method: "POST",
        headers: { "content-type": "text/plain" },
        body: "Rent: 900 EUR",
      });
      expect(sent.status).toBe(204);
      await answerOn(demo, "notes.txt");
      const { code } = await demo.stop(signal);
      expect(code).toBe(signal === "SIGKILL" ? 137 : 0);
      expect(filesIn(folder)).toEqual([]);
      if (signal !== "SIGKILL") expect(readdirSync(folder)).toEqual([]);
      rmSync(folder, { recursive: true });
    },
  );

  test("explains a refused send in the terminal, without a trace of the code", async () => {
    demo = await startDemo({}, ["--terminal"]);
    const body = JSON.stringify({ name: "63016", isOn: true });
    const headers = { "content-type": "application/json" };
    expect((await fetch(`${demo.url}/faults`, { method: "POST", headers, body })).status).toBe(204);
    const { code, output } = await demo.type("hello\n");
    expect(code).toBe(0);
    expect(output).toContain("✗ not sent, 63016: More than 24 hours have passed");
    expect(output).toContain("part refused");
    expect(output).not.toMatch(/^\s+at /m);
  });

  test("is for this machine alone, on every route", async () => {
    demo = await startDemo({ DOCS_ENABLED: "true", METRICS_TOKEN: "a-token-of-the-test" });
    const { origin } = new URL(demo.url);
    const statuses = async (headers: Readonly<Record<string, string>>) => {
      const paths = ["/", "/health", "/health/live", "/docs", "/metrics", "/simulator", "/nowhere"];
      const asked = paths.map((path) => fetch(origin + path, { headers, redirect: "manual" }));
      const posts = ["/webhook", "/webhook/status", "/simulator/faults"].map((path) =>
        fetch(origin + path, { method: "POST", headers, body: "" }),
      );
      return new Set((await Promise.all([...asked, ...posts])).map(({ status }) => status));
    };
    expect(await statuses({ host: "rebound.example.org" })).toEqual(new Set([403]));
    expect(await statuses({ "x-forwarded-host": "localhost" })).toEqual(new Set([403]));
    expect(await statuses({ origin: "https://evil.example" })).toEqual(new Set([403]));
    expect((await fetch(`${origin}/health`)).status).toBe(200);
    expect((await fetch(`${origin}/nowhere`)).status).toBe(404);
  });

  test("uses the next port if its own is taken, and reports it", async () => {
    using taken = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
    demo = await startDemo({ PORT: String(taken.port) });
    expect(new URL(demo.url).port).not.toBe(String(taken.port));
    expect((await fetch(demo.url)).status).toBe(200);
    const { output } = await demo.stop();
    expect(output).toContain(`Port ${taken.port} is taken`);
  });

  test("asks the configured model, and names it", async () => {
    demo = await startDemo({ OPENAI_BASE_URL: "http://127.0.0.1:9/v1", OPENAI_MODEL: "tiny-1" });
    const { output } = await demo.stop();
    expect(output).toContain("Answers come from tiny-1 at 127.0.0.1:9, with the key of your");
  });

  test("has the server of --model answer, with the key of this run", async () => {
    const keys = new Set<string | null>();
    using server = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => {
        keys.add(request.headers.get("authorization"));
        if (request.url.endsWith("/models")) return Response.json({ data: [{ id: "tiny-2" }] });
        const message = { role: "assistant", content: "From your own model" };
        return Response.json({ model: "tiny-2", choices: [{ message, finish_reason: "stop" }] });
      },
    });
    const args = ["--terminal", "--model", server.url.origin];
    demo = await startDemo({ MODEL_KEY: "k-of-this-run" }, args);
    const { code, output } = await demo.type("hello\n");
    expect(code).toBe(0);
    expect(output).toContain(`Answers come from tiny-2 at ${server.url.host}.`);
    expect(output).toContain("From your own model");
    expect(output).not.toContain("k-of-this-run");
    expect([...keys]).toEqual(["Bearer k-of-this-run"]);
  });

  test("reports a fault of the server of --model before it starts", async () => {
    const args = ["--model", "http://127.0.0.1:9/v1"];
    const outcome = await startDemo({}, args).catch((error: unknown) => String(error));
    expect(outcome).toContain("ended without an address");
  });

  test("does not run in production", async () => {
    expect(startDemo({ APP_ENV: "production" })).rejects.toThrow("ended without an address");
  });
});
