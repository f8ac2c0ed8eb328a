import { expect, test } from "bun:test";
import { join } from "node:path";
import { describeEnvFile } from "../../../src/cli/describe-env-file.ts";
import { checkMcp } from "../../../src/cli/doctor/check-mcp.ts";
import { fakeServer, linesOf, writeServers } from "../../mcp/mcp-setup.ts";
import { quickFolder } from "../../quick-folder.ts";

const check = async (servers: Readonly<Record<string, object>>) =>
  checkMcp(await writeServers(servers), { TOKEN: "t0ken" });

test("an operator sees each server with the number of its tools, and names that it does not have", async () => {
  const notes = join(quickFolder("fake-"), "notes.txt");
  const found = await check({
    home: fakeServer({ NOTES: notes }),
    calendar: { ...fakeServer(), tools: ["note", "delete"], adminsOnly: true, colour: "red" },
    none: { ...fakeServer(), tools: [] },
    off: { command: "/no/such/program", disabled: true },
  });
  expect(found).toMatchObject([
    {
      level: "warning",
      says: expect.stringMatching(/mcp\.json: "calendar": the key "colour" is ignored$/),
    },
    { level: "ok", says: "calendar: 1 tool of 3, for ADMIN_USERS only" },
    {
      level: "warning",
      says: 'calendar has no tool "delete"',
      fix: "it has note, read, an odd name",
    },
    { level: "ok", says: "home: 3 tools" },
    { level: "warning", says: "none: 0 tools of 3" },
  ]);
  // The program was ended again.
  const pid = Number(linesOf(`${notes}.starts`)[0]);
  expect(() => process.kill(pid, 0)).toThrow();
});

test("each server that cannot be used is a fault with what to do, and the others are checked", async () => {
  using refusing = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => new Response("secret", { status: 401 }),
  });
  using web = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("hello") });
  const found = await check({
    a: { command: "/no/such/program" },
    b: fakeServer({ FAKE: "down" }),
    c: { url: refusing.url.href, headers: { Authorization: "${TOKEN}" } },
    d: { url: "http://127.0.0.1:9/mcp" },
    e: { url: web.url.href },
    f: fakeServer(),
  });
  expect(found).toMatchObject([
    {
      level: "fault",
      says: "a: its program cannot be started (ENOENT)",
      fix: 'check its "command" and "cwd"; PATH is the one of the bot',
    },
    {
      level: "fault",
      says: "b: its program ended at once; its last words: The disk is full of secrets.",
      fix: "run the command in a terminal to see why",
    },
    {
      level: "fault",
      says: "c: it answers with HTTP 401",
      fix: 'check the token in its "headers"',
    },
    {
      level: "fault",
      says: expect.stringMatching(/^d: it cannot be called \((ECONNREFUSED|ConnectionRefused)\)$/),
      fix: 'check its "url", and that it runs',
    },
    { level: "fault", says: "e: it answers in a form that is not MCP", fix: 'check its "url"' },
    { level: "ok", says: "f: 3 tools" },
  ]);
});

test("a file with faults is reported with a line for each", async () => {
  const found = await check({ home: {}, calendar: { command: "npx", timeout: "fast" } });
  expect(found.map(({ level, fix }) => `${level}: ${fix}`)).toEqual([
    "fault: see docs/mcp.md",
    "fault: see docs/mcp.md",
  ]);
});

test("a file without servers is a warning", async () => {
  expect(await check({})).toMatchObject([
    { level: "warning", says: expect.stringMatching(/has no server that is enabled$/) },
  ]);
});

test("a variable of .env that the file refers to is not taken for a misspelt setting", async () => {
  const env = { A: "${HOME_TOKEN}", B: "${env:PORTS:-1}" };
  const path = await writeServers({ home: { ...fakeServer(), env } });
  const values = { MCP_SERVERS: path, HOME_TOKEN: "t", PORTS: "2", OTHER_TOKEN: "x" };
  expect(describeEnvFile({ text: null, values })).toEqual([
    "OTHER_TOKEN is not a setting; .env.example lists them all.",
  ]);
});
