import type { Tool } from "../answer/tools/tool.ts";
import { isListed } from "../core/user-address.ts";
import { withTimeout } from "../core/with-timeout.ts";
import { type KeepDeps, keepConnected, type KeptServer } from "./keep-connected.ts";
import type { ListedTool } from "./listed-tool.ts";
import type { McpServer } from "./mcp-server.ts";
import { toolName } from "./tool-name.ts";

export interface McpServers {
  /** Begins to connect in the background. */
  start(): void;
  /**
   * Returns the tools of the servers that are connected, in an order that does not change. After a
   * start it waits a moment for the first attempts, so that the first answers have the tools too.
   */
  tools(): Promise<readonly Tool[]>;
  /** Ends the connections, and the programs that were started. */
  close(): Promise<void>;
}

/** More tools than this are not offered: OpenAI accepts 128 in all, and each is in every prompt. */
const MAX_MCP_TOOLS = 100;
/** The longest wait of an answer for servers that are being connected to. */
const FIRST_WAIT_MS = 5_000;

/** Keeps the connections to all servers of the file. */
export function createMcpServers(
  servers: readonly McpServer[],
  deps: KeepDeps & { readonly admins: readonly string[] },
): McpServers {
  let kept: readonly (readonly [McpServer, KeptServer])[] | null = null;
  let isSettled = false;
  const made = new WeakMap<ListedTool, Tool>();

  function start(): NonNullable<typeof kept> {
    kept ??= servers.map((server) => [server, keepConnected(server, deps)]);
    return kept;
  }

  async function settle(): Promise<void> {
    const attempts = Promise.all(start().map(([, { attempted }]) => attempted));
    try {
      await withTimeout(FIRST_WAIT_MS, deps.clock, attempts);
    } catch {
      // Without these servers, then.
    }
    isSettled = true;
  }

  function toolsOf([server, connection]: readonly [McpServer, KeptServer]): Tool[] {
    const { allowedTools } = server;
    return connection
      .tools()
      .filter(({ name }) => allowedTools?.includes(name) ?? true)
      .map((listed) => {
        const tool = made.get(listed) ?? toTool(listed, server, connection, deps.admins);
        made.set(listed, tool);
        return tool;
      });
  }

  return {
    start: () => {
      start();
    },
    tools: async () => {
      if (!isSettled) await settle();
      const all = start().flatMap(toolsOf);
      // The order of a list that models see must not depend on which server answered first.
      return all
        .sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1))
        .slice(0, MAX_MCP_TOOLS);
    },
    close: async () => {
      await Promise.all((kept ?? []).map(([, connection]) => connection.close()));
    },
  };
}

function toTool(
  listed: ListedTool,
  { name, isAdminsOnly, timeoutMs }: McpServer,
  connection: KeptServer,
  admins: readonly string[],
): Tool {
  const { description, parameters, isRepeatable } = listed;
  return {
    definition: { name: toolName(name, listed.name), description, parameters },
    isRepeatable,
    ...(timeoutMs !== null && { timeoutMs }),
    isOffered: ({ user }) => !isAdminsOnly || isListed(user.identity, admins),
    run: (args, { signal }) => connection.call(listed.name, args, signal),
  };
}
