/** A server as the file of `MCP_SERVERS` describes it, with its variables replaced. */
export interface McpServer {
  /** The key in the file. */
  readonly name: string;
  readonly reach: StdioReach | HttpReach;
  /** The tools that are offered, by the server's own names; null for all. */
  readonly allowedTools: readonly string[] | null;
  /** True if its tools are offered to ADMIN_USERS only. */
  readonly isAdminsOnly: boolean;
  /** The time limit of each call; null for the one of all tools. */
  readonly timeoutMs: number | null;
}

/** A program that is started by the bot and spoken to through its standard input and output. */
interface StdioReach {
  readonly kind: "stdio";
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
}

/** A server that is called by streamable HTTP. */
interface HttpReach {
  readonly kind: "http";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}
