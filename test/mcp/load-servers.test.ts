import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { ConfigError } from "../../src/core/errors.ts";
import { lineOfJsonFault } from "../../src/core/json-line.ts";
import { loadServers } from "../../src/mcp/load-servers.ts";
import { quickFolder } from "../quick-folder.ts";

const variables: Readonly<Record<string, string>> = { TOKEN: "t0ken", EMPTY: "" };
const path = join(quickFolder("mcp-"), "mcp.json");

async function load(content: string | object) {
  await Bun.write(path, typeof content === "string" ? content : JSON.stringify(content));
  return loadServers(path, (name) => variables[name]);
}
async function faultsOf(content: string | object): Promise<readonly string[]> {
  const error = await load(content).catch((caught: unknown) => caught);
  if (!(error instanceof ConfigError)) throw new Error("there is no fault");
  return error.faults.map((fault) => fault.replace(`MCP_SERVERS: ${path}`, "mcp.json"));
}

test("the usual file of servers is read, with its variables replaced", async () => {
  const { servers, warnings } = await load({
    mcpServers: {
      home: {
        type: "http",
        url: "https://home.example.org/mcp",
        headers: { Authorization: "Bearer ${TOKEN}" },
        adminsOnly: true,
        timeout: 5,
        allowedTools: ["turn_on"],
      },
      calendar: {
        command: "npx",
        args: ["-y", "calendar", "--mode=${MODE:-read}"],
        env: { KEY: "${env:TOKEN}", LEVEL: 3 },
        cwd: "/srv",
      },
      off: { disabled: true, command: "${MISSING}" },
      "off too": { enabled: false, command: "${MISSING}" },
    },
  });
  expect(warnings).toEqual([]);
  expect(servers).toEqual([
    {
      name: "calendar",
      reach: {
        kind: "stdio",
        command: "npx",
        args: ["-y", "calendar", "--mode=read"],
        env: { KEY: "t0ken", LEVEL: "3" },
        cwd: "/srv",
      },
      allowedTools: null,
      isAdminsOnly: false,
      timeoutMs: null,
    },
    {
      name: "home",
      reach: {
        kind: "http",
        url: "https://home.example.org/mcp",
        headers: { Authorization: "Bearer t0ken" },
      },
      allowedTools: ["turn_on"],
      isAdminsOnly: true,
      timeoutMs: 5_000,
    },
  ]);
});

test("an unknown key is reported, and the server is used", async () => {
  const { servers, warnings } = await load({
    mcpServers: { home: { command: "npx", autoApprove: [], adminOnly: true } },
  });
  expect(servers).toHaveLength(1);
  expect(warnings).toEqual([
    `MCP_SERVERS: ${path}: "home": the key "autoApprove" is ignored`,
    `MCP_SERVERS: ${path}: "home": the key "adminOnly" is ignored; did you mean "adminsOnly"?`,
  ]);
});

describe("a file that cannot be used is refused with a line for each fault", () => {
  test("a missing one", async () => {
    const error = loadServers("/no/such/mcp.json", () => undefined);
    expect(error).rejects.toThrow(/^MCP_SERVERS cannot be read \(.*\): name a file that can$/);
  });

  test("one that is no JSON, with its line", async () => {
    expect(await faultsOf('{\n  "mcpServers": {\n    "a": {command: 1}\n  }\n}\n')).toEqual([
      expect.stringMatching(/^mcp\.json is no JSON: line 3: /),
    ]);
  });

  test.each([[{}], [[]], ["null"], [{ servers: {} }], [{ mcpServers: [] }]])(
    "%j",
    async (content) => {
      expect(await faultsOf(content)).toEqual([
        'mcp.json must hold {"mcpServers": {"name": {"command": "…"} or {"url": "…"}}}: see docs/mcp.md',
      ]);
    },
  );

  test("a misspelt key, which is named beside the fault", async () => {
    expect(await faultsOf({ mcpServers: { home: { comand: "npx" } } })).toEqual([
      'mcp.json: "home": needs "command" (a program to start) or "url" (an address to call)',
      'mcp.json: "home": the key "comand" is ignored; did you mean "command"?',
    ]);
  });

  test.each([
    [1, 'must be an object such as {"command": "npx", "args": ["…"]} or {"url": "https://…"}'],
    [{}, 'needs "command" (a program to start) or "url" (an address to call)'],
    [
      { command: "npx", url: "https://example.org" },
      'has both "command" and "url": keep the one that leads to the server',
    ],
    [{ command: "npx", args: "-y" }, '"args" must be a list of texts'],
    [{ command: "npx", env: { A: [] } }, '"env.A" must be a text'],
    [{ command: "npx", env: [] }, '"env" must be an object of texts'],
    [{ command: 3, url: "https://example.org" }, '"command" must be a text'],
    [
      { url: "ftp://t0ken@example.org" },
      '"url" must be an address such as https://home.example.org/mcp',
    ],
    [{ url: "https://a.org", type: "sse" }, '"type" must be stdio or http, but is "sse"'],
    [
      { url: "https://a.org", headers: { "X Y": "1" } },
      '"headers" has a header "X Y" that cannot be sent',
    ],
    [
      { url: "https://a.org", headers: { "X-Y": "a\nb" } },
      '"headers" has a header "X-Y" that cannot be sent',
    ],
    [
      { url: "https://a.org", headers: { Authorization: "${EMPTY}" } },
      '"headers.Authorization" refers to ${EMPTY}, which is not set: set EMPTY',
    ],
    [{ command: "npx", adminsOnly: "yes" }, '"adminsOnly" must be true or false'],
    [{ command: "npx", disabled: 1 }, '"disabled" must be true or false'],
    [{ command: "npx", timeout: 0 }, '"timeout" must be a number of seconds up to 300, but is 0'],
    [{ command: "npx", tools: [1] }, '"tools" must be a list of texts'],
  ])("%j", async (entry, says) => {
    expect(await faultsOf({ mcpServers: { home: entry } })).toEqual([`mcp.json: "home": ${says}`]);
  });
});

test.each([
  ["{", 1],
  ['{\n"a": 1\n"b": 2\n}', 3],
  ['{\n"a": [1,\n2,\n]}', 4],
  ['{\n"a": "x\ny"}', 2],
  ['{"a": {\n"b": "\\"{",\n"c": tru\n}}', 3],
  ["{\n}\n}", 3],
  ['{\n"a":\n// no\n1}', 3],
])("the fault of %j is on line %d", (text, line) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(lineOfJsonFault(text)).toBe(line);
});
