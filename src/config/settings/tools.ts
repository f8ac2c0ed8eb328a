import { text } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const tools = group("Tools");

/** The settings of tools that models can call. */
export const toolSettings = {
  mcpServers: tools("MCP_SERVERS", text(), {
    otherwise: "none",
    remedy: "name a file of MCP servers as docs/mcp.md describes it, or leave it out",
    example: "./mcp.json",
    doc: "A JSON file with `mcpServers`: programs or addresses whose tools the bot may use, such as a calendar or a smart home.",
  }),
} satisfies Record<string, Setting>;
