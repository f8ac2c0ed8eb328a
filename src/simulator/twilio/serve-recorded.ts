import type { Clock } from "../../core/ports.ts";
import { isLocalRequest } from "../local-only.ts";
import type { Played } from "./faults.ts";
import type { CallEntry, JournalWriter } from "./journal.ts";

export interface RecordedServer {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Returns the fields of a form, or the texts at the top of a JSON object. */
function fieldsIn(body: string): Iterable<[string, string]> {
  if (!body.startsWith("{")) return new URLSearchParams(body);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only its texts are read.
  const fields = Object.entries(JSON.parse(body) as Record<string, unknown>);
  return fields.filter((field): field is [string, string] => typeof field[1] === "string");
}

/**
 * Starts an HTTP server for this machine alone that journals every call; a response of null cuts
 * the connection.
 */
export function serveRecorded(options: {
  readonly server: CallEntry["server"];
  readonly port: number;
  readonly answer: (request: Request) => Promise<Played>;
  readonly journal: JournalWriter;
  readonly clock: Clock;
}): RecordedServer {
  const { server: name, port, answer, journal, clock } = options;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port,
    // A test may want a slow response; the bot's own deadline ends it.
    idleTimeout: 0,
    async fetch(request) {
      if (!isLocalRequest(request)) return new Response(null, { status: 403 });
      const at = clock.now();
      const order = journal.nextOrder();
      const url = new URL(request.url);
      const copy = request.clone();
      const { response, fault } = await answer(request);
      const form = fieldsIn(await copy.text());
      journal.write({
        kind: "call",
        call: {
          order,
          server: name,
          method: request.method,
          path: url.pathname,
          params: Object.fromEntries([...url.searchParams, ...form]),
          status: response?.status ?? null,
          refusal: response && response.status >= 400 ? await response.clone().text() : null,
          fault,
          at,
          durationMs: clock.now() - at,
          hasAuthorization: request.headers.has("authorization"),
        },
      });
      if (response === null) return cutConnection();
      response.headers.set("date", new Date(clock.now()).toUTCString());
      return response;
    },
  });
  return { origin: `http://127.0.0.1:${server.port}`, stop: () => server.stop(true) };
}

/**
 * Returns a response whose body fails before its first byte, which makes Bun reset the connection;
 * without a reason, silently.
 */
function cutConnection(): Response {
  return new Response(new ReadableStream({ start: (controller) => controller.error() }));
}
