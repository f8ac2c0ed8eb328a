import type { Config } from "../config.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { Variable } from "../core/expand-variables.ts";
import type { McpServers } from "../mcp/mcp-servers.ts";

interface Parts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly variable: Variable | undefined;
}

/** Takes the place of servers where MCP_SERVERS is not set. */
const NONE: McpServers = { start: () => {}, tools: async () => [], close: async () => {} };

/**
 * Reads the file of MCP servers; without one, no code of theirs is loaded. Throws `ConfigError` if
 * the file is invalid.
 */
export async function openMcpServers(
  config: Pick<Config, "mcpServers" | "adminUsers">,
  { clock, log, variable = () => undefined }: Parts,
): Promise<McpServers> {
  const { mcpServers: file, adminUsers: admins } = config;
  if (file === null) return NONE;
  const [{ loadServers }, { createMcpServers }] = await Promise.all([
    import("../mcp/load-servers.ts"),
    import("../mcp/mcp-servers.ts"),
  ]);
  const { servers, warnings } = await loadServers(file, variable);
  for (const warning of warnings) log.warn(warning);
  return createMcpServers(servers, { admins, clock, log });
}
