import { ConfigError } from "../core/errors.ts";
import type { Variable } from "../core/expand-variables.ts";
import { lineOfJsonFault } from "../core/json-line.ts";
import { readSettingFile } from "../core/read-setting-file.ts";
import type { McpServer } from "./mcp-server.ts";
import { isRecord } from "../core/json.ts";
import { readServer } from "./read-server.ts";

export interface LoadedServers {
  /** The servers that are not disabled, sorted by name. */
  readonly servers: readonly McpServer[];
  /** Keys that are ignored. */
  readonly warnings: readonly string[];
}

const FORM = '{"mcpServers": {"name": {"command": "…"} or {"url": "…"}}}';

/** Reads the file of `MCP_SERVERS`. Throws `ConfigError` with one line for each fault. */
export async function loadServers(file: string, variable: Variable): Promise<LoadedServers> {
  const given = parse(await readSettingFile("MCP_SERVERS", file), file);
  const entries = isRecord(given) ? given["mcpServers"] : null;
  if (!isRecord(entries)) {
    throw new ConfigError([`MCP_SERVERS: ${file} must hold ${FORM}: see docs/mcp.md`]);
  }
  const all = Object.entries(entries).map(([name, entry]) => readServer(name, entry, variable));
  const inFile = (says: string) => `MCP_SERVERS: ${file}: ${says}`;
  const faults = all.flatMap((one) => one.faults).map(inFile);
  const warnings = all.flatMap((one) => one.warnings).map(inFile);
  // A misspelt key is often the reason for a fault.
  if (faults.length > 0) throw new ConfigError([...faults, ...warnings]);
  return {
    servers: all.flatMap(({ server }) => server ?? []).sort((a, b) => (a.name < b.name ? -1 : 1)),
    warnings,
  };
}

function parse(text: string, file: string): unknown {
  const json = text.replace(/^\uFEFF/, "");
  try {
    return JSON.parse(json);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace("JSON Parse error: ", "") : "";
    const line = lineOfJsonFault(json);
    throw new ConfigError([`MCP_SERVERS: ${file} is no JSON: line ${line}: ${why}`], { cause });
  }
}
