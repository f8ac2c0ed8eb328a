import { afterEach, expect, test } from "bun:test";
import { PermanentError, TransientError } from "../../src/core/errors.ts";
import { createEngine, type EngineName } from "../../src/web/engines.ts";

const signal = new AbortController().signal;
const asked: { url: URL; headers: Headers; body: string }[] = [];
let server: ReturnType<typeof Bun.serve> | null = null;
afterEach(async () => {
  await server?.stop(true);
  asked.length = 0;
});

function answering(answer: () => Response) {
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const { headers } = request;
      asked.push({ url: new URL(request.url), headers, body: await request.text() });
      return answer();
    },
  });
  return server.url.origin;
}

const search = (name: EngineName, url: string, query = "ferries in Lisbon") =>
  createEngine(name, { url, apiKey: "a-key" }).search(query, signal);

// As the engines' documentation shows them, shortened.
const ANSWERS: Readonly<Record<EngineName, object>> = {
  searxng: {
    query: "ferries",
    results: [
      {
        url: "https://www.transtejo.pt/en",
        title: "Transtejo",
        content: "Timetables of the ferries.",
        engine: "duckduckgo",
        publishedDate: "2026-11-01T00:00:00",
      },
      { url: "https://b.example/", title: "B", content: "Boats &amp; more", publishedDate: null },
    ],
    unresponsive_engines: [["google", "timeout"]],
  },
  brave: {
    type: "search",
    web: {
      type: "search",
      results: [
        {
          title: "Transtejo",
          url: "https://www.transtejo.pt/en",
          description: "Timetables of the <strong>ferries</strong>.",
          age: "2026-11-01T00:00:00",
        },
        { url: "https://b.example/", title: "B", description: "Boats &amp; more" },
      ],
    },
  },
  tavily: {
    query: "ferries",
    answer: null,
    results: [
      {
        title: "Transtejo",
        url: "https://www.transtejo.pt/en",
        content: "Timetables of the\nferries.",
        score: 0.9,
        published_date: "2026-11-01T00:00:00",
      },
      { url: "https://b.example/", title: "B", content: "Boats &amp; more", score: 0.1 },
    ],
  },
};

test.each(["searxng", "brave", "tavily"] as const)(
  "%s is asked, and its pages are read",
  async (name) => {
    const origin = answering(() => Response.json(ANSWERS[name]));
    expect(await search(name, origin)).toEqual([
      {
        url: "https://www.transtejo.pt/en",
        title: "Transtejo",
        text: "Timetables of the ferries.",
        date: "2026-11-01T00:00:00",
      },
      { url: "https://b.example/", title: "B", text: "Boats & more", date: null },
    ]);
    const [request] = asked;
    expect(`${request?.url.search}${request?.body}`).toMatch(/ferries( |\+|%20)in( |\+|%20)Lisbon/);
    const key = {
      searxng: "authorization",
      brave: "x-subscription-token",
      tavily: "authorization",
    };
    expect(request?.headers.get(key[name])).toEndWith("a-key");
  },
);

test("a question that is far too long is asked in short", async () => {
  const origin = answering(() => Response.json(ANSWERS.tavily));
  await search("tavily", origin, "x".repeat(5_000));
  expect(asked[0]?.body.length).toBeLessThan(600);
});

test("what is no page of the web is left out, and a page is shown in short", async () => {
  const results = [
    { url: "javascript:alert(1)", title: "A" },
    { url: "file:///etc/passwd", title: "B" },
    { title: "C" },
    null,
    { url: "https://d.example/ok", title: "t".repeat(5_000), content: "c".repeat(50_000) },
    ...Array.from({ length: 30 }, (_, n) => ({ url: `https://e.example/${n}`, title: "E" })),
  ];
  const origin = answering(() => Response.json({ results }));
  const pages = await search("searxng", origin);
  expect(pages).toHaveLength(8);
  expect(pages[0]?.url).toBe("https://d.example/ok");
  expect(pages[0]?.title.length).toBeLessThan(250);
  expect(pages[0]?.text.length).toBeLessThan(750);
});

test("a page's text keeps its signs and loses its tags, as engines write both", async () => {
  const content =
    "<b>Fees</b><br/> &lt;5 &#8364; if 3 < 4 and 5 > 4, Luc&#x27;s &amp;amp; &#xFFFFFF;end";
  const origin = answering(() =>
    Response.json({ results: [{ url: "https://a.example/", title: "A", content }] }),
  );
  const [page] = await search("searxng", origin);
  expect(page?.text).toBe("Fees <5 € if 3 < 4 and 5 > 4, Luc's &amp; end");
});

test.each([
  [401, PermanentError, "credentials"],
  [403, PermanentError, "credentials"],
  [432, PermanentError, "billing"],
  [429, TransientError, "rate"],
  [503, TransientError, "server"],
])(
  "an engine that answers %d is a fault of a known kind, without its words",
  async (status, kind, reason) => {
    const origin = answering(() => Response.json({ detail: "a-canary" }, { status }));
    const error = await search("brave", origin).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ reason });
    expect(String(error)).not.toContain("canary");
  },
);

test("a key does not follow a redirect, and an endless or unreadable answer ends", async () => {
  const elsewhere = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => Response.json(ANSWERS.brave),
  });
  const origin = answering(() => Response.redirect(elsewhere.url.href, 302));
  expect(await search("brave", origin).catch(String)).toContain("302");
  await elsewhere.stop(true);
  await server?.stop(true);
  const endless = answering(() => new Response("x".repeat(3_000_000)));
  expect(await search("brave", endless).catch(String)).toContain("no answer");
  await server?.stop(true);
  const odd = answering(() => new Response("<html>"));
  expect(await search("searxng", odd).catch(String)).toContain("no JSON");
});
