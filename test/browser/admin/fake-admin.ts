import { adminPageFiles } from "../../../src/admin/page-files.ts";
import type { Changed, LogLine } from "../../../src/admin/wire.ts";
import type { AdminData } from "./admin-data.ts";
import { answerRequest } from "./fake-api.ts";

/** A request that changed something. */
interface SeenChange {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly key: string | null;
}

export interface FakeAdmin {
  readonly url: string;
  readonly data: AdminData;
  readonly changes: SeenChange[];
  /** Responses for the next requests whose method and path begin like this, instead of the usual. */
  readonly refusals: Map<string, () => Response>;
  publish(changed: Changed): void;
  log(line: LogLine): void;
  /** Ends open streams and refuses new ones until `connect`. */
  disconnect(): void;
  connect(): void;
  stop(): Promise<void>;
}

/** Starts a server with the page and an API that answers from memory. */
export function startFakeAdmin(data: AdminData): FakeAdmin {
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const encoder = new TextEncoder();
  const changes: SeenChange[] = [];
  const refusals = new Map<string, () => Response>();
  const pages = new Map(adminPageFiles.map(([path, respond]) => [`/admin${path}`, respond]));
  let isConnected = true;
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 120, fetch: serve });

  async function serve(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const page = pages.get(url.pathname);
    if (page) return page(request);
    const path = url.pathname.replace(/^\/admin\/api/, "");
    const refusal = [...refusals].find(([start]) => `${request.method} ${path}`.startsWith(start));
    if (refusal && request.method === "GET") return refusal[1]();
    if (path === "/events") return isConnected ? openStream() : new Response(null, { status: 503 });
    if (request.method !== "GET") {
      const text = await request.text();
      const body: unknown = text === "" ? null : JSON.parse(text);
      changes.push({
        method: request.method,
        path,
        body,
        key: request.headers.get("idempotency-key"),
      });
      if (refusal) return refusal[1]();
      if (path !== "/enter" && request.headers.get("x-csrf-token") !== data.session.csrfToken) {
        return Response.json({ error: "The token of the session is missing." }, { status: 403 });
      }
      return answerRequest(data, request.method, path, url.searchParams, body);
    }
    return answerRequest(data, "GET", path, url.searchParams, null);
  }

  function openStream(): Response {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller;
        streams.add(controller);
        controller.enqueue(encoder.encode(": open\n\n"));
      },
      cancel() {
        streams.delete(own);
      },
    });
    return new Response(stream, { headers: { "content-type": "text/event-stream" } });
  }

  function send(event: string, body: unknown): void {
    const bytes = encoder.encode(`event: ${event}\ndata: ${JSON.stringify(body)}\n\n`);
    for (const stream of streams) stream.enqueue(bytes);
  }

  function closeStreams(): void {
    for (const stream of streams) stream.close();
    streams.clear();
  }

  return {
    url: `${server.url.origin}/admin`,
    data,
    changes,
    refusals,
    publish: (changed) => send("changed", changed),
    log: (line) => send("log", line),
    disconnect() {
      isConnected = false;
      closeStreams();
    },
    connect() {
      isConnected = true;
    },
    async stop() {
      closeStreams();
      await server.stop(true);
    },
  };
}
