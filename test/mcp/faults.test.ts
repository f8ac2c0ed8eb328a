import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { quickFolder } from "../quick-folder.ts";
import { waitUntil } from "../wait-for.ts";
import { fakeServer, linesOf, type McpSetup, setUpMcp } from "./mcp-setup.ts";

let setup: McpSetup | null = null;
afterEach(async () => {
  await setup?.mcp.close();
  setup = null;
});

const notesIn = (folder: string) => join(folder, "notes.txt");
const begin = async (env: Readonly<Record<string, string>> = {}, more: object = {}) => {
  const notes = notesIn(quickFolder("fake-"));
  setup = await setUpMcp({ home: { ...fakeServer({ NOTES: notes, ...env }), ...more } });
  return { setup, notes, starts: () => linesOf(`${notes}.starts`).length };
};
const said = async (text: string) => {
  const found = await setup?.call("home__note", { text }).catch((error: unknown) => error);
  return found;
};
const events = () => setup?.log.map(({ event }) => event) ?? [];

test("tools with odd, wrong and double entries are offered as far as they can be used", async () => {
  const { mcp } = (await begin()).setup;
  const tools = await mcp.tools();
  expect(tools.map(({ definition }) => definition.name)).toEqual([
    expect.stringMatching(/^home__an_odd_name_[0-9a-f]{8}$/),
    "home__note",
    "home__read",
  ]);
  expect(tools.map(({ isRepeatable }) => isRepeatable)).toEqual([false, false, true]);
  expect(tools[2]?.definition).toEqual({
    name: "home__read",
    description: "read",
    parameters: { type: "object", properties: {} },
  });
});

test("a server that dies during a call costs that call, and is started again a minute after its start", async () => {
  const { setup: at, starts } = await begin();
  expect(await said("hello")).toBe("You said hello.");
  expect(await said("die")).toMatchObject({
    name: "UserFacingError",
    apology:
      "the connection to it ended during the call; the call may have taken effect, and its result is unknown, so do not simply repeat it.",
  });
  await waitUntil("the loss to be noticed", () => events().includes("mcp server lost"));
  expect(await at.names()).toEqual([]);
  await at.clock.advance(59_000);
  expect(starts()).toBe(1);
  await at.clock.advance(1_000);
  await waitUntil("the second start", async () => (await at.names()).length === 3);
  expect(starts()).toBe(2);
  expect(await said("again")).toBe("You said again.");
});

test("a server that cannot be reached is tried once a minute, warned about once, and used when it is there", async () => {
  const { setup: at, notes, starts } = await begin({ FAKE: "down" });
  expect(await at.names()).toEqual([]);
  for (let minute = 1; minute <= 3; minute += 1) {
    await at.clock.advance(60_000);
    const tried = () => events().filter((event) => event === "mcp server unavailable").length;
    await waitUntil("the next attempt to fail", () => tried() === minute + 1);
  }
  expect(starts()).toBe(4);
  const about = at.log.filter(({ event }) => event === "mcp server unavailable");
  expect(about.map(({ level }) => level)).toEqual(["warn", "debug", "debug", "debug"]);
  expect(about[0]?.facts).toEqual({ server: "home", reason: "its program ended at once" });
  // Its own words may be about users.
  expect(JSON.stringify(at.log)).not.toContain("secrets");
  await Bun.write(`${notes}.up`, "");
  await at.clock.advance(60_000);
  await waitUntil("the tools", async () => (await at.names()).length === 3);
});

test("an answer waits five seconds for a silent server, once, and never again", async () => {
  const { setup: at } = await begin({ FAKE: "silent" });
  let isThere = false;
  const first = at.names().then((names) => {
    isThere = true;
    return names;
  });
  await at.clock.advance(4_900);
  expect(isThere).toBe(false);
  await at.clock.advance(100);
  expect(await first).toEqual([]);
  expect(await at.names()).toEqual([]);
});

test("a new list of tools is used as soon as the server announces it", async () => {
  const { setup: at } = await begin();
  await said("grow");
  await waitUntil("the new tool", async () => {
    await at.clock.advance(500);
    return (await at.names()).includes("home__grown");
  });
  expect((await at.names()).at(-1)).toBe("home__read");
});

test("a result that is refused or unreadable is one sentence, and the connection remains", async () => {
  await begin();
  expect(await said("refuse")).toBe("The tool reported an error: No such day.");
  expect(await said("refuse otherwise")).toBe("The tool reported an error: No such room.");
  expect(await said("wrong")).toMatchObject({
    apology: expect.stringContaining("its result cannot be read; the call may have taken effect"),
  });
  expect(await said("huge")).toHaveLength(3_000_000);
  expect(await said("hello")).toBe("You said hello.");
  expect(events()).not.toContain("mcp server lost");
});

test("a message without an end ends the connection before it fills the memory", async () => {
  await begin();
  expect(await said("endless")).toMatchObject({ name: "UserFacingError" });
  await waitUntil("the loss to be noticed", () => events().includes("mcp server lost"));
});

test("a server gets the variables that the file names, and none of the bot's keys", async () => {
  process.env["OPENAI_API_KEY"] = "sk-canary";
  try {
    await begin({ TOKEN: "its own" });
    const environment: unknown = JSON.parse(String(await said("environment")));
    expect(environment).toMatchObject({ TOKEN: "its own", PATH: expect.any(String) });
    const usual = /^(HOME|LOGNAME|NOTES|PATH|SHELL|TERM|TOKEN|USER|FAKE)$/;
    expect(Object.keys(Object(environment)).filter((name) => !usual.test(name))).toEqual([]);
  } finally {
    delete process.env["OPENAI_API_KEY"];
  }
});

test("the programs end with the bot, even one that is still being waited for", async () => {
  const { setup: at, notes } = await begin();
  await at.names();
  const silent = notesIn(quickFolder("fake-"));
  const other = await setUpMcp({ home: fakeServer({ NOTES: silent, FAKE: "silent" }) });
  other.mcp.start();
  const pidIn = (file: string) => Number(linesOf(`${file}.starts`)[0]);
  await waitUntil("both to run", () => pidIn(notes) > 0 && pidIn(silent) > 0);
  await Promise.all([at.mcp.close(), other.mcp.close()]);
  for (const file of [notes, silent]) {
    await waitUntil("the program to end", () => {
      try {
        return !process.kill(pidIn(file), 0);
      } catch {
        return true;
      }
    });
  }
});
