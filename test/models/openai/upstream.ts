import type { ModelRequest } from "../../../src/core/ports.ts";
import type { ToolDefinition } from "../../../src/core/tool-call.ts";
import { textTurn } from "../../turns.ts";
import { waitFor } from "../../wait-for.ts";

export interface Upstream {
  readonly baseUrl: string;
  /** The JSON bodies that came in, oldest first. */
  readonly bodies: unknown[];
  readonly paths: string[];
  stop(): Promise<void>;
}

/** An upstream that notes every request as it stands on the wire and answers with `respond`. */
export function startUpstream(respond: () => Response): Upstream {
  const bodies: unknown[] = [];
  const paths: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      paths.push(new URL(request.url).pathname);
      bodies.push(await request.json());
      return respond();
    },
  });
  return { baseUrl: `${server.url.origin}/v1`, bodies, paths, stop: () => server.stop(true) };
}

/** An upstream that writes exactly these bytes and then hangs up, or never says another word. */
export function startRawUpstream(bytes: string, then: "hang up" | "stall") {
  const asked = Promise.withResolvers<void>();
  const server = Bun.listen({
    port: 0,
    hostname: "127.0.0.1",
    socket: {
      data: (socket) => {
        socket.write(bytes);
        socket.flush();
        if (then === "hang up") socket.end();
        asked.resolve();
      },
    },
  });
  return {
    baseUrl: `http://127.0.0.1:${server.port}/v1`,
    asked: () => waitFor("a request to the upstream", asked.promise),
    stop: () => server.stop(true),
  };
}

/** A tool that tells the time of a place. */
export const CLOCK: ToolDefinition = {
  name: "clock",
  description: "Tells what time it is in a city.",
  parameters: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  },
};

export function modelRequest(over: Partial<ModelRequest> = {}): ModelRequest {
  return {
    instructions: "Be kind.",
    turns: [
      textTurn("user", "Hello"),
      textTurn("assistant", "Hi!"),
      textTurn("user", "How are you?"),
    ],
    userKey: "u-hash",
    cacheKey: "c-hash",
    signal: new AbortController().signal,
    ...over,
  };
}

/** Returns the error that rejected `promise`; the test fails if it was not rejected. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a rejection, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}
