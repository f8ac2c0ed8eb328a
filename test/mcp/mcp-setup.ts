import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ToolContext } from "../../src/answer/tools/tool.ts";
import { loadServers } from "../../src/mcp/load-servers.ts";
import { createMcpServers, type McpServers } from "../../src/mcp/mcp-servers.ts";
import { createFakeClock, type FakeClock } from "../fake-clock.ts";
import { type LogLine, recordingLog } from "../http/recording-log.ts";
import { quickFolder } from "../quick-folder.ts";

/** The entry of a file for the fake server. */
export const fakeServer = (env: Readonly<Record<string, string>> = {}) => ({
  command: process.execPath,
  args: ["--no-env-file", join(import.meta.dir, "fake-server.ts")],
  env,
});

export const EVERYTHING = join(
  import.meta.dir,
  "../../node_modules/@modelcontextprotocol/server-everything/dist/index.js",
);

export interface McpSetup {
  readonly mcp: McpServers;
  readonly clock: FakeClock;
  readonly log: readonly LogLine[];
  readonly folder: string;
  /** Calls a tool by the name that models see. */
  call(name: string, args?: object, signal?: AbortSignal): Promise<string>;
  names(): Promise<string[]>;
}

/** Writes a file of servers and returns its path. */
export async function writeServers(
  mcpServers: Readonly<Record<string, object>>,
  folder = quickFolder("mcp-"),
): Promise<string> {
  const path = join(folder, "mcp.json");
  await Bun.write(path, JSON.stringify({ mcpServers }));
  return path;
}

/** The connections to these servers, made as the bot makes them. */
export async function setUpMcp(
  mcpServers: Readonly<Record<string, object>>,
  admins: readonly string[] = [],
): Promise<McpSetup> {
  const folder = quickFolder("mcp-");
  const clock = createFakeClock();
  const log = recordingLog();
  const { servers } = await loadServers(await writeServers(mcpServers, folder), () => undefined);
  const mcp = createMcpServers(servers, { admins, clock, log });
  return {
    mcp,
    clock,
    log: log.lines,
    folder,
    names: async () => (await mcp.tools()).map(({ definition }) => definition.name),
    call: async (name, args = {}, signal = new AbortController().signal) => {
      const tool = (await mcp.tools()).find(({ definition }) => definition.name === name);
      if (tool === undefined) throw new Error(`there is no ${name}`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these tools read nothing else.
      const found = await tool.run({ ...args }, { signal } as ToolContext);
      return typeof found === "string" ? found : found.result;
    },
  };
}

/** The lines that the fake server wrote into the file named by NOTES. */
export function linesOf(path: string): string[] {
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
}
