import { describe, expect, test } from "bun:test";
import { Elysia } from "elysia";
import { createDocsRoutes } from "../../src/http/docs.ts";
import { REDOC_LOGO } from "../../src/http/docs-assets.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { recordingLog } from "./recording-log.ts";

const webhook = new Elysia({ name: "webhook" })
  .post("/webhook", () => "", { detail: { summary: "A message comes in", tags: ["Twilio"] } })
  .get("/hidden", () => "", { detail: { hide: true } });

function startServer(options: { withDocs: boolean }) {
  const docs = createDocsRoutes({ appName: "Bot <1>", version: "1.2.3", routes: [webhook] });
  const routes = options.withDocs ? [webhook, docs] : [webhook];
  const server = createHttpServer({ allowedOrigins: [], log: recordingLog() });
  for (const plugin of routes) server.mount(plugin);
  return (path: string) => server.handle(new Request(`http://localhost${path}`));
}

describe("the documentation", () => {
  test("describes the routes that were mounted, and nothing of its own", async () => {
    const response = await startServer({ withDocs: true })("/openapi.json");
    const operation = expect.objectContaining({ summary: "A message comes in", tags: ["Twilio"] });
    expect(await response.json()).toEqual(
      expect.objectContaining({
        openapi: "3.0.3",
        info: expect.objectContaining({ title: "Bot <1> API", version: "1.2.3" }),
        paths: { "/webhook": { post: operation } },
      }),
    );
  });

  test.each(["/docs", "/redoc"])("%s needs nothing from any other host", async (path) => {
    const ask = startServer({ withDocs: true });
    const response = await ask(path);
    const html = await response.text();
    expect(html).toContain("<title>Bot &lt;1&gt; API</title>");
    expect(html).not.toMatch(/https?:|\/\//);
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|\*/);
    for (const [, asset] of html.matchAll(/(?:src|href|spec-url)="(\/[^"]+)"/g)) {
      expect((await ask(String(asset))).status).toBe(200);
    }
  });

  test("assets come with their types", async () => {
    const ask = startServer({ withDocs: true });
    const typeOf = async (path: string) => (await ask(path)).headers.get("content-type");
    expect(await typeOf("/docs/swagger-ui.js")).toBe("text/javascript; charset=utf-8");
    expect(await typeOf("/docs/swagger-ui.css")).toBe("text/css; charset=utf-8");
    expect(await typeOf("/redoc/redoc.js")).toBe("text/javascript; charset=utf-8");
    expect(await typeOf("/openapi.json")).toBe("application/json");
  });

  test("neither the online validator nor the logo from a CDN is asked for", async () => {
    const ask = startServer({ withDocs: true });
    expect(await (await ask("/docs/start.js")).text()).toContain("validatorUrl: null");
    const bundle = await Bun.file(Bun.resolveSync("redoc/bundles/redoc.standalone.js", ".")).text();
    expect(bundle.split(REDOC_LOGO)).toHaveLength(2);
    expect(await (await ask("/redoc/redoc.js")).text()).not.toContain("cdn.redoc.ly");
  });

  test("switched off, it does not exist", async () => {
    const ask = startServer({ withDocs: false });
    for (const path of ["/docs", "/redoc", "/openapi.json", "/docs/start.js", "/redoc/redoc.js"]) {
      expect((await ask(path)).status).toBe(404);
    }
  });
});
