import { afterEach, expect, test } from "bun:test";
import { checkSearch } from "../../../src/cli/doctor/check-search.ts";

let server: ReturnType<typeof Bun.serve> | null = null;
afterEach(() => server?.stop(true));

function engine(answer: () => Response): string {
  server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
  return server.url.origin;
}
const PAGES = { results: [{ url: "https://osm.example/", title: "OSM", content: "Maps." }] };
const searxng = (url: string) => ({ webSearch: "searxng", webSearchUrl: url }) as const;
const brave = (url: string) =>
  ({ webSearch: "brave", webSearchUrl: url, webSearchApiKey: "a-key" }) as const;

test("an engine that finds something is in order", async () => {
  expect(await checkSearch(searxng(engine(() => Response.json(PAGES))))).toMatchObject({
    level: "ok",
    says: expect.stringContaining("finds pages"),
  });
});

test.each([
  ["a refused key", brave, () => new Response("", { status: 401 }), "WEB_SEARCH_API_KEY"],
  ["an empty account", brave, () => new Response("", { status: 402 }), "add credit"],
  [
    "a SearXNG that speaks no JSON",
    searxng,
    () => new Response("", { status: 403 }),
    "formats: [html, json]",
  ],
  [
    "a SearXNG that answers with a page",
    searxng,
    () => new Response("<html>"),
    "formats: [html, json]",
  ],
  ["a server that fails", searxng, () => new Response("", { status: 500 }), "WEB_SEARCH_URL"],
] as const)("%s has its line, and a way out", async (_what, settings, answer, fix) => {
  const found = await checkSearch(settings(engine(answer)));
  expect(found?.level).toBe("fault");
  expect(found?.fix).toContain(fix);
});

test("an engine without a result is worth a look", async () => {
  const found = await checkSearch(searxng(engine(() => Response.json({ results: [] }))));
  expect(found).toMatchObject({ level: "warning" });
});

test("nothing is searched for, and nothing said, where web search is off", async () => {
  expect(await checkSearch({ webSearch: "off" })).toBeNull();
  expect(await checkSearch({})).toBeNull();
  expect(await checkSearch({ webSearch: "openai" })).toMatchObject({ level: "skipped" });
  expect(await checkSearch({ webSearch: "brave" })).toMatchObject({ level: "skipped" });
});
