import { afterEach, describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ADA } from "../harness.ts";
import { waitUntil } from "../wait-for.ts";
import { createOfflineModel } from "../../src/simulator/offline/offline-model.ts";
import { textPdf } from "../media/documents/make-pdf.ts";
import { quickFolder } from "../quick-folder.ts";
import type { Script } from "../tool-upstream.ts";
import { APIS } from "./tool-setup.ts";
import { page, setUpWeb, type WebSetup } from "./web-setup.ts";

let setup: WebSetup;
afterEach(() => setup.stop());

const FERRIES = {
  url: "https://ferries.example/times",
  title: "Ferries",
  content: "All timetables.",
};

/** The files that pages were written into. */
const filesIn = (folder: string) =>
  [join(folder, "tmp"), join(folder, `whatsapp-ai-bot-${process.getuid?.()}`)].flatMap((path) =>
    existsSync(path) ? readdirSync(path) : [],
  );

/** Makes these calls one after the other, and then answers. */
const calling =
  (...rounds: { name: string; args: object }[]): Script =>
  ({ results }) => {
    const next = rounds[results.length];
    return next === undefined ? "At half past one." : [next];
  };
const searching = { name: "web_search", args: { query: "last ferry Lisbon" } };
const reading = (url: string, question = "") => ({ name: "read_page", args: { url, question } });
const results = () => setup.upstream.asked.at(-1)?.results ?? [];

describe.each(APIS)("through %s", (api) => {
  test("a question is looked up, the page is read, and the user is answered", async () => {
    const html = `<title>Ferries</title><script>x</script><main><h1>Timetable</h1>
      <p>The last boat leaves at <b>1:30</b>.</main>`;
    setup = await setUpWeb(api, calling(searching, reading(FERRIES.url, "last boat")), {
      results: [FERRIES, { url: "https://b.example/", title: "B" }],
      pages: { [FERRIES.url]: page(html) },
    });
    expect(await setup.ask("When does the last ferry leave?")).toEqual([
      `At half past one.\n\nSource:\n${FERRIES.url}`,
    ]);
    expect(setup.searched).toEqual(["last ferry Lisbon"]);
    expect(setup.opened).toEqual([FERRIES.url]);
    const [found, read] = results();
    expect(found).toContain(
      "1. Ferries\nhttps://ferries.example/times\nAll timetables.\n\n2. B\nhttps://b.example/",
    );
    expect(read).toContain("# Timetable\nThe last boat leaves at 1:30.");
    expect(read).toStartWith('<material kind="tool result" tool="read_page">');
    expect(await setup.ask("/help")).toEqual([expect.stringContaining("search the web")]);
    // The log tells neither what was searched for nor where.
    expect(JSON.stringify(setup.bot.log)).not.toMatch(/last ferry|ferries\.example/);
  });

  test("an engine that fails costs the user no answer", async () => {
    setup = await setUpWeb(api, calling(searching), {
      results: () => new Response("busy", { status: 503 }),
    });
    expect(await setup.ask("When?")).toEqual(["At half past one."]);
    expect(results()).toEqual(["The tool is not available at the moment, and there is no result."]);
  });
});

test("without WEB_SEARCH nothing of the web is offered, nor promised", async () => {
  setup = await setUpWeb("responses", () => "Hello.", {
    settings: { WEB_SEARCH: "off", MEMORY: "off", REMINDERS: "off" },
  });
  await setup.ask("Hello");
  expect(setup.upstream.asked[0]?.areToolsOffered).toBe(false);
  expect(await setup.ask("/help")).toEqual([expect.not.stringContaining("search the web")]);
});

test("a PDF on the web is read, and an address that the user wrote needs no search", async () => {
  const pdf = textPdf(["Rent: 900 EUR"]);
  setup = await setUpWeb("responses", calling(reading("https://paper.example/lease.pdf")), {
    pages: {
      "https://paper.example/lease.pdf": () =>
        new Response(pdf, { headers: { "content-type": "application/pdf" } }),
    },
  });
  await setup.ask("What is the rent in paper.example/lease.pdf?");
  expect(results()).toEqual([expect.stringContaining("Rent: 900 EUR")]);
});

test("a link on a page may be followed, and a link that the user sent before", async () => {
  const next = "https://ferries.example/sunday";
  const script = calling(
    searching,
    reading(FERRIES.url),
    reading(next),
    reading("http://old.example/"),
  );
  setup = await setUpWeb("chat", script, {
    results: [FERRIES],
    pages: {
      [FERRIES.url]: page(`<p>See <a href="/sunday">the other timetable</a>.`),
      [next]: page("<p>Never on Sunday."),
      "http://old.example/": page("<p>An old page."),
    },
  });
  await setup.ask("My page is http://old.example");
  setup.opened.length = 0;
  await setup.ask("And what is on it, compared to the ferries?");
  expect(results()[2]).toContain("Never on Sunday.");
  expect(results()[3]).toContain("An old page.");
});

test.each<[string, () => Response, string]>([
  ["larger than 2 MB", page("x".repeat(2_200_000), "text/plain"), "larger than 2 MB"],
  ["a picture", page("…", "image/png"), "but a picture"],
  ["gone", () => new Response("", { status: 404 }), "HTTP 404"],
  ["empty", page("<p>"), "no text"],
])("a page that is %s is told the model in a sentence", async (_what, answer, sentence) => {
  setup = await setUpWeb("responses", calling(searching, reading(FERRIES.url)), {
    results: [FERRIES],
    pages: { [FERRIES.url]: answer },
  });
  expect(await setup.ask("When?")).toEqual(["At half past one."]);
  expect(results()[1]).toContain(sentence);
  expect(results()[1]).not.toContain("ferries.example");
});

test("a page that never ends is given up in time, and leaves no file behind", async () => {
  const endless = (signal: AbortSignal) =>
    new Response(
      new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode("<p>Once upon a time"));
          signal.addEventListener("abort", () => controller.error(signal.reason));
        },
      }),
    );
  setup = await setUpWeb("responses", calling(searching, reading(FERRIES.url)), {
    results: [FERRIES],
    pages: { [FERRIES.url]: endless },
  });
  const { bot } = setup;
  await bot.twilio.sendText({ from: ADA, body: "When?" });
  await waitUntil("the page to be opened", () => setup.opened.length > 0);
  await bot.clock.advance(20_000);
  await bot.settle();
  expect(results()[1]).toContain("did not answer within 20 seconds");
  expect(bot.sent()).toEqual(["At half past one."]);
  await waitUntil("its file to be gone", () => filesIn(bot.folder).length === 0);
});

test("of a long page what goes with the question is returned, and that there is more", async () => {
  const filler = (topic: string) =>
    `<p>${`Something about ${topic} and other things. `.repeat(60)}`;
  const html = `${filler("weather")}${filler("history")}${filler("maps")}<p>The zebra crossing opens at nine.${filler("hotels")}${filler("bridges")}${filler("trams")}`;
  setup = await setUpWeb("responses", calling(searching, reading(FERRIES.url, "zebra crossing")), {
    results: [FERRIES],
    pages: { [FERRIES.url]: page(html) },
  });
  await setup.ask("When does the zebra crossing open?");
  const [, read = ""] = results();
  expect(read).toContain("The zebra crossing opens at nine.");
  expect(read).toContain("Parts of the page");
  expect(read.length).toBeLessThan(11_000);
});

test("the answer ends with at most three of the pages that it cites, and the history keeps the model's words", async () => {
  const found = ["a", "b", "c", "d"].map((name) => ({
    url: `https://${name}.example/`,
    title: name,
  }));
  const cites = found.map(({ url }, index) => `[${index + 1}](${url})`).join(" ");
  const script: Script = ({ results: all }) =>
    all.length === 0 ? [searching] : `It rains ${cites}.`;
  setup = await setUpWeb("chat", script, { results: found });
  await setup.ask("/language es");
  const [said = ""] = await setup.ask("¿Llueve?");
  expect(said).toBe(
    "It rains.\n\nFuentes:\nhttps://a.example/\nhttps://b.example/\nhttps://c.example/",
  );
  await setup.ask("¿Y mañana?");
  expect(setup.upstream.asked.at(-1)?.text).toContain("It rains [1](https://a.example/)");
});

test("in the demo a search can be tried without a model", async () => {
  setup = await setUpWeb("chat", () => "", {
    results: [FERRIES, { url: "https://b.example/", title: "B" }],
    model: (clock) => createOfflineModel({ clock }),
  });
  const [said] = await setup.ask("Search the web for ferries in Lisbon");
  expect(setup.searched).toEqual(["ferries in lisbon"]);
  expect(said).toStartWith(
    `I searched the web, and this is the first of what I found:\n\n1. Ferries\n${FERRIES.url}\nAll timetables.`,
  );
});

test("searches are charged, at most three of a reply are made, and what they may cost is reserved", async () => {
  const many: Script = ({ results: found }) =>
    found.length === 0 ? Array.from({ length: 5 }, () => searching) : "Well.";
  setup = await setUpWeb("responses", many, { results: [FERRIES] });
  const file = join(quickFolder("prices-"), "prices.json");
  const provider = new URL(setup.bot.settings["WEB_SEARCH_URL"] ?? "").host;
  const price = { kind: "search", provider, model: "web_search", unit: "search", price: 0.01 };
  await Bun.write(file, JSON.stringify({ prices: [price] }));
  await setup.bot.restart({ PRICES_FILE: file });
  await setup.ask("Everything, please");
  expect(setup.searched).toHaveLength(3);
  expect(results().filter((one) => one.includes("was not made"))).toHaveLength(2);
  const charges = () =>
    setup.bot.rows<{ nano: string; provider: string }>(
      "SELECT provider, CAST(nano_dollars AS TEXT) AS nano FROM charges WHERE kind = 'search'",
    );
  expect(await charges()).toEqual(
    Array.from({ length: 3 }, () => ({ provider, nano: "10000000" })),
  );
  // A round that could search three times does not fit into what is left of this.
  await setup.bot.restart({ PRICES_FILE: file, DAILY_BUDGET_USD_PER_USER: "0.16" });
  const [told] = await setup.ask("More");
  expect(told).toContain("tomorrow");
  expect(setup.searched).toHaveLength(3);
});
