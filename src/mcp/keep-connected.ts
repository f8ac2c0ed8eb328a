import type { Clock, Logger } from "../core/ports.ts";
import { TransientError } from "../core/errors.ts";
import type { Connection } from "./connect.ts";
import type { ListedTool } from "./listed-tool.ts";
import type { McpServer } from "./mcp-server.ts";

/** One server, connected to again and again as long as the process runs. */
export interface KeptServer {
  /** The tools that can be called now; none while it is not connected. */
  tools(): readonly ListedTool[];
  call: Connection["call"];
  /** Resolves when the first attempt has succeeded or failed. */
  readonly attempted: Promise<void>;
  close(): Promise<void>;
}

export interface KeepDeps {
  readonly clock: Clock;
  readonly log: Logger;
}

/** The shortest time from one attempt to the next. */
const RETRY_MS = 60_000;
/** Changes of the list within this time are read at once. */
const LIST_DELAY_MS = 500;

/**
 * Connects to a server in the background, again after every loss, and at most once a minute; loads
 * the SDK with the first attempt.
 */
export function keepConnected(server: McpServer, { clock, log }: KeepDeps): KeptServer {
  const { name } = server;
  const ending = new AbortController();
  let connection: Connection | null = null;
  let tools: readonly ListedTool[] = [];
  let attemptedAt = 0;
  let isKnownDown = false;
  let cancelRetry = () => {};
  let cancelRefresh: (() => void) | null = null;
  let attempt = connectOnce();
  const attempted = attempt;

  async function connectOnce(): Promise<void> {
    attemptedAt = clock.now();
    try {
      const { connect } = await import("./connect.ts");
      const events = { onLost: lose, onToolsChanged: refreshSoon };
      const opened = await connect(server, events, ending.signal, log);
      if (ending.signal.aborted) return await opened.close();
      connection = opened;
      tools = opened.tools;
      isKnownDown = false;
      log.info("mcp server connected", { server: name, tools: tools.length });
    } catch (error) {
      if (ending.signal.aborted) return;
      const level = isKnownDown ? "debug" : "warn";
      isKnownDown = true;
      const reason = error instanceof Error ? error.message : String(error);
      log[level]("mcp server unavailable", { server: name, reason });
      retryLater();
    }
  }

  function lose(): void {
    const lost = connection;
    if (lost === null) return;
    connection = null;
    tools = [];
    cancelRefresh?.();
    cancelRefresh = null;
    log.warn("mcp server lost", { server: name });
    void lost.close();
    retryLater();
  }

  function retryLater(): void {
    if (ending.signal.aborted) return;
    cancelRetry();
    const delayMs = Math.max(0, attemptedAt + RETRY_MS - clock.now());
    cancelRetry = clock.after(delayMs, () => {
      attempt = connectOnce();
    });
  }

  function refreshSoon(): void {
    cancelRefresh ??= clock.after(LIST_DELAY_MS, () => {
      cancelRefresh = null;
      void refresh();
    });
  }

  async function refresh(): Promise<void> {
    const current = connection;
    try {
      const listed = await current?.listTools();
      if (listed === undefined || current !== connection) return;
      tools = listed;
      log.info("mcp tools changed", { server: name, tools: tools.length });
    } catch {
      // The earlier list stays; a lost connection is reported separately.
      log.warn("mcp tools not listed", { server: name });
    }
  }

  return {
    tools: () => tools,
    attempted,
    call: async (tool, args, signal) => {
      if (connection === null) throw new TransientError(`the MCP server ${name} is not connected`);
      return connection.call(tool, args, signal);
    },
    close: async () => {
      ending.abort();
      cancelRetry();
      cancelRefresh?.();
      await attempt;
      await connection?.close();
    },
  };
}
