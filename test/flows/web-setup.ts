import type { Environment } from "../../src/config.ts";
import type { Clock, Model } from "../../src/core/ports.ts";
import { createPageSource } from "../../src/web/page-source.ts";
import { ADA, startTestApp, type TestApp } from "../harness.ts";
import { type Script, startToolUpstream, type ToolUpstream } from "../tool-upstream.ts";
import type { Api } from "./tool-setup.ts";

/** A page as an engine lists it. */
interface Listed {
  readonly url: string;
  readonly title: string;
  readonly content?: string;
}

export interface WebSetup {
  readonly bot: TestApp;
  readonly upstream: ToolUpstream;
  /** The queries that the engine received, oldest first. */
  readonly searched: string[];
  /** The pages that were connected to. */
  readonly opened: string[];
  ask(body: string): Promise<string[]>;
  stop(): Promise<void>;
}

const PUBLIC = "93.184.215.14";
export const page =
  (body: string, contentType = "text/html") =>
  () =>
    new Response(body, { headers: { "content-type": contentType } });

/** A bot that searches the web through an engine that lists these pages, before a web that has those. */
export async function setUpWeb(
  api: Api,
  script: Script,
  {
    results = [],
    pages = {},
    hosts = {},
    settings = {},
    model,
  }: {
    readonly results?: readonly Listed[] | (() => Response);
    /** By their addresses. */
    readonly pages?: Readonly<Record<string, (signal: AbortSignal) => Response>>;
    /** The addresses of names that are not public. */
    readonly hosts?: Readonly<Record<string, string>>;
    readonly settings?: Environment;
    /** In place of the one that does what the script says. */
    readonly model?: (clock: Clock) => Model;
  } = {},
): Promise<WebSetup> {
  const upstream = startToolUpstream(script);
  const searched: string[] = [];
  const opened: string[] = [];
  const engine = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) => {
      searched.push(new URL(request.url).searchParams.get("q") ?? "");
      return typeof results === "function" ? results() : Response.json({ results });
    },
  });
  const source = createPageSource({
    resolve: async (host) => [hosts[host] ?? (/^[\d.:a-f]+$/.test(host) ? host : PUBLIC)],
    send: async (_addresses, url, { signal }) => {
      opened.push(url.href);
      return (
        pages[url.href]?.(signal ?? new AbortController().signal) ??
        new Response("gone", { status: 404 })
      );
    },
  });
  const bot = await startTestApp({
    settings: {
      OPENAI_API: api,
      OPENAI_BASE_URL: upstream.baseUrl,
      WEB_SEARCH: "searxng",
      WEB_SEARCH_URL: engine.url.origin,
      ...settings,
    },
    pages: source,
    ...(model && { model }),
  });
  return {
    bot,
    upstream,
    searched,
    opened,
    ask: async (body) => {
      const before = bot.sent().length;
      await bot.twilio.sendText({ from: ADA, body });
      await bot.settle();
      return bot.sent().slice(before);
    },
    stop: async () => {
      await Promise.all([bot.stop(), upstream.stop(), engine.stop(true)]);
    },
  };
}
