import { expect, setDefaultTimeout, test } from "bun:test";
import { dirname, join } from "node:path";
import { EVERYTHING, writeServers } from "../mcp/mcp-setup.ts";
import { waitFor } from "../wait-for.ts";

setDefaultTimeout(60_000);

// bun run check:binary: the built program speaks MCP with what is inside it alone.
const program = join(import.meta.dir, "../../dist/whatsapp-ai-bot");

test("the built program connects to a real MCP server and counts its tools", async () => {
  const path = await writeServers({
    everything: { command: process.execPath, args: [EVERYTHING, "stdio"] },
  });
  const child = Bun.spawn({
    cmd: [program, "doctor", "--json"],
    cwd: dirname(path),
    env: { MCP_SERVERS: path, PATH: process.env["PATH"] },
    stdout: "pipe",
    stderr: "ignore",
  });
  const said = await waitFor("doctor to end", child.stdout.text(), { deadlineMs: 50_000 });
  const findings: readonly Readonly<Record<string, unknown>>[] = JSON.parse(said);
  expect(findings.filter((found) => found["check"] === "mcp")).toEqual([
    {
      check: "mcp",
      level: "ok",
      says: expect.stringMatching(/^everything: \d+ tools$/),
      fix: null,
    },
  ]);
});
