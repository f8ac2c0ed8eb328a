import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  ResultSchema,
  ToolListChangedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import manifest from "../../package.json" with { type: "json" };
import type { Logger } from "../core/ports.ts";
import { callFault, unreachable } from "./connection-faults.ts";
import { describeResult } from "./describe-result.ts";
import { limitedFetch } from "./limited-fetch.ts";
import { type ListedTool, readTools } from "./listed-tool.ts";
import type { McpServer } from "./mcp-server.ts";

export interface Connection {
  /** The tools at the time of the connection. */
  readonly tools: readonly ListedTool[];
  listTools(): Promise<readonly ListedTool[]>;
  /**
   * Makes one call, never twice. Throws `TransientError` if it did not happen, and
   * `UserFacingError` with a sentence for the model if it may have.
   */
  call(tool: string, args: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<string>;
  /** Ends a program that was started, within 5 s. */
  close(): Promise<void>;
}

/** Notices about a connection. */
export interface ConnectionEvents {
  /** The server ended the connection, or it cannot be used any more. */
  onLost(): void;
  onToolsChanged(): void;
}

/** A program may have to be downloaded first, such as by npx. */
const CONNECT_TIMEOUT_MS = 60_000;
/** Longer than any call may take, so that the caller's signal decides. */
const CALL_TIMEOUT_MS = 3_600_000;
const MAX_PAGES = 20;
const END_TIMEOUT_MS = 1_000;
const STDERR_TAIL = 500;

/** Connects to a server and lists its tools. Throws `Unreachable` if that fails. */
export async function connect(
  server: McpServer,
  events: ConnectionEvents,
  signal: AbortSignal,
  log: Logger,
): Promise<Connection> {
  const client = new Client({ name: manifest.name, version: manifest.version });
  const { transport, lastError, endSession } = open(server, log);
  const within = { timeout: CONNECT_TIMEOUT_MS };

  async function listTools(abandoned?: AbortSignal): Promise<readonly ListedTool[]> {
    const pages: unknown[] = [];
    let cursor: string | null = null;
    do {
      const params = cursor === null ? {} : { cursor };
      const page: Record<string, unknown> = await client.request(
        { method: "tools/list", params },
        ResultSchema,
        { ...within, ...(abandoned && { signal: abandoned }) },
      );
      pages.push(page["tools"]);
      cursor = typeof page["nextCursor"] === "string" ? page["nextCursor"] : null;
    } while (cursor !== null && pages.length < MAX_PAGES);
    return readTools(pages.flat());
  }

  client.setNotificationHandler(ToolListChangedNotificationSchema, () => events.onToolsChanged());
  try {
    const tools = await untilAborted(signal, async (abandoned) => {
      await client.connect(transport, { ...within, signal: abandoned });
      return listTools(abandoned);
    });
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the SDK has no other way.
    client.onclose = () => events.onLost();
    return { tools, listTools: () => listTools(), call, close };
  } catch (cause) {
    await client.close();
    throw unreachable(server, cause, lastError());
  }

  async function call(
    tool: string,
    args: Readonly<Record<string, unknown>>,
    signalOfCall: AbortSignal,
  ): Promise<string> {
    const request = { method: "tools/call", params: { name: tool, arguments: args } } as const;
    try {
      const result = await untilAborted(signalOfCall, (cancelled) =>
        client.request(request, ResultSchema, {
          signal: cancelled,
          timeout: CALL_TIMEOUT_MS,
        }),
      );
      return describeResult(result);
    } catch (cause) {
      const { refusal, error, isLost } = callFault(server, cause, client.transport === undefined);
      if (isLost && !signalOfCall.aborted) events.onLost();
      if (refusal !== null) return `The tool reported an error: ${refusal}`;
      throw error;
    }
  }

  async function close(): Promise<void> {
    delete client.onclose;
    await endSession();
    await client.close();
  }
}

/**
 * Runs `work` with a signal that aborts with `signal`, but not after `work` has ended: the SDK
 * would inform the server that a finished request is cancelled.
 */
async function untilAborted<T>(
  signal: AbortSignal,
  work: (aborted: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

interface Opened {
  readonly transport: Transport;
  /** Returns the last line that the program wrote to stderr. */
  lastError(): string;
  endSession(): Promise<void>;
}

function open({ name, reach }: McpServer, log: Logger): Opened {
  if (reach.kind === "http") {
    const options = { requestInit: { headers: { ...reach.headers } }, fetch: limitedFetch };
    const http = new StreamableHTTPClientTransport(new URL(reach.url), options);
    // The server may keep a session until then; a server that is gone has none.
    const endSession = async () => {
      const ended = http.terminateSession().catch(() => {});
      await Promise.race([ended, Bun.sleep(END_TIMEOUT_MS)]);
    };
    return { transport: http, lastError: () => "", endSession };
  }
  // The SDK adds PATH, HOME and a few names like them, and nothing else of our environment.
  const { command, args, env, cwd } = reach;
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { ...env },
    stderr: "pipe",
    ...(cwd !== null && { cwd }),
  });
  let tail = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    tail = (tail + chunk.toString()).slice(-STDERR_TAIL);
    // The text may be about a user.
    log.debug("mcp server wrote to stderr", { server: name, bytes: chunk.length });
  });
  const lastError = () => tail.trim().split("\n").at(-1) ?? "";
  return { transport, lastError, endSession: async () => {} };
}
