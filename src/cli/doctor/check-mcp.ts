import type { Environment } from "../../config.ts";
import { ConfigError } from "../../core/errors.ts";
import { fault, type Finding, ok, warning } from "../../core/finding.ts";
import { silentLogger } from "../../core/silent-logger.ts";
import { connect } from "../../mcp/connect.ts";
import { Unreachable } from "../../mcp/connection-faults.ts";
import { loadServers } from "../../mcp/load-servers.ts";
import type { McpServer } from "../../mcp/mcp-server.ts";
import { counted } from "../../core/counted.ts";

/** Connects to each server of the file, which starts its program, and counts its tools. */
export async function checkMcp(file: string, env: Environment): Promise<readonly Finding[]> {
  try {
    const { servers, warnings } = await loadServers(file, (name) => env[name]);
    const found = await Promise.all(servers.map(checkServer));
    const all = [...warnings.map((text) => warning(text, null)), ...found.flat()];
    return all.length > 0 ? all : [warning(`${file} has no server that is enabled`, null)];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((text) => fault(text, "see docs/mcp.md"));
  }
}

async function checkServer(server: McpServer): Promise<readonly Finding[]> {
  const { name, allowedTools, isAdminsOnly } = server;
  const ignored = { onLost: () => {}, onToolsChanged: () => {} };
  try {
    const { tools, close } = await connect(
      server,
      ignored,
      new AbortController().signal,
      silentLogger,
    );
    await close();
    const names = tools.map((tool) => tool.name);
    const offered =
      allowedTools === null ? names : allowedTools.filter((one) => names.includes(one));
    const missing = allowedTools?.filter((one) => !names.includes(one)) ?? [];
    const toWhom = isAdminsOnly ? ", for ADMIN_USERS only" : "";
    const of = allowedTools === null ? "" : ` of ${names.length}`;
    const says = `${name}: ${counted(offered.length, "tool")}${of}${toWhom}`;
    return [
      offered.length > 0 ? ok(says) : warning(says, 'look at its "tools"'),
      ...missing.map((one) =>
        warning(`${name} has no tool ${JSON.stringify(one)}`, `it has ${names.join(", ")}`),
      ),
    ];
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    const last = error.stderr === "" ? "" : `; its last words: ${error.stderr}`;
    return [fault(`${name}: ${error.message}${last}`, error.fix)];
  }
}
