import { afterEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { MAY_HAVE_HAPPENED } from "../../src/answer/tools/run-tool.ts";
import { ADA, BOB } from "../harness.ts";
import { fakeServer, linesOf, writeServers } from "../mcp/mcp-setup.ts";
import { quickFolder } from "../quick-folder.ts";
import type { Script } from "../tool-upstream.ts";
import { waitUntil } from "../wait-for.ts";
import { APIS, setUpTools, type ToolSetup } from "./tool-setup.ts";

let setup: ToolSetup;
afterEach(() => setup.stop());

/** A server with the tools `note` and `read`, and the lines that its calls leave. */
async function withServer(more: object = {}, env: Readonly<Record<string, string>> = {}) {
  const notes = join(quickFolder("fake-"), "notes.txt");
  const path = await writeServers({ home: { ...fakeServer({ NOTES: notes, ...env }), ...more } });
  return { settings: { MCP_SERVERS: path }, notes: () => linesOf(notes) };
}
const say = (body: string, from = ADA) => setup.bot.twilio.sendText({ from, body });

const noting =
  (text: string): Script =>
  ({ results }) =>
    results.length === 0 ? [{ name: "home__note", args: { text } }] : `It is done: ${results[0]}`;

describe.each(APIS)("through %s", (api) => {
  test("a user is answered with what a server's tool returns, which is marked as untrusted", async () => {
    const { settings, notes } = await withServer();
    setup = await setUpTools(api, noting("milk"), {}, { settings });
    await say("Note milk");
    await setup.bot.settle();
    expect(notes()).toEqual(["milk"]);
    const [first, second] = setup.upstream.asked;
    expect(second?.results).toEqual([
      '<material kind="tool result" tool="home__note">\nYou said milk.\n</material>',
    ]);
    expect(first?.text.indexOf("home__an_odd_name_")).toBeGreaterThan(0);
    const log = setup.bot.log.find(({ event }) => event === "tool called");
    expect(log?.facts).toMatchObject({ tool: "home__note" });
    expect(JSON.stringify(setup.bot.log)).not.toContain("milk");
  });
});

test("tools for owners are neither offered to other users nor called by them", async () => {
  const { settings, notes } = await withServer({ adminsOnly: true });
  const admins = { ...settings, ADMIN_USERS: ADA.replace("whatsapp:", "") };
  const own = { clock: async () => "noon" };
  setup = await setUpTools("responses", noting("door"), own, { settings: admins });
  await say("Open the door", BOB);
  await setup.bot.settle();
  expect(setup.upstream.asked[0]?.text).not.toContain("home__");
  expect(setup.upstream.asked[1]?.results).toEqual(["There is no tool named home__note."]);
  expect(notes()).toEqual([]);
  await say("Open the door", ADA);
  await setup.bot.settle();
  expect(setup.upstream.asked.at(-1)?.text).toContain("home__read");
  expect(notes()).toEqual(["door"]);
});

test("a server that is down costs its tools, and the user gets an answer", async () => {
  const { settings } = await withServer({}, { FAKE: "down" });
  setup = await setUpTools("responses", () => "Without tools, then.", {}, { settings });
  await say("Note milk");
  await setup.bot.settle();
  expect(setup.bot.sent()).toEqual(["Without tools, then."]);
  expect(setup.upstream.asked.map(({ areToolsOffered }) => areToolsOffered)).toEqual([false]);
});

test("a server that dies during a call is one sentence to the model, and the user gets an answer", async () => {
  const { settings, notes } = await withServer();
  setup = await setUpTools("responses", noting("die"), {}, { settings });
  await say("Note this");
  await setup.bot.settle();
  expect(notes()).toEqual(["die"]);
  expect(setup.upstream.asked[1]?.results).toEqual([
    "The tool failed: the connection to it ended during the call; the call may have taken effect, and its result is unknown, so do not simply repeat it.",
  ]);
  expect(setup.bot.sent()).toHaveLength(1);
});

test("a huge result is cut, and a call that hangs ends at the server's own time limit", async () => {
  const { settings, notes } = await withServer({ timeout: 3 });
  const script: Script = ({ results }) =>
    [
      [{ name: "home__note", args: { text: "huge" } }],
      [{ name: "home__note", args: { text: "hang" } }],
    ][results.length] ?? "Done.";
  setup = await setUpTools("responses", script, {}, { settings });
  await say("Note this");
  await waitUntil("the second call", () => notes().length === 2);
  await setup.bot.clock.advance(3_000);
  await setup.bot.settle();
  const results = setup.upstream.asked.at(-1)?.results ?? [];
  expect(results[0]).toContain("(The rest was left out.)");
  expect(results[0]?.length).toBeLessThan(13_000);
  expect(results[1]).toBe(
    "The tool did not answer within 3 seconds; whether it did anything is unknown.",
  );
  expect(setup.bot.sent()).toEqual(["Done."]);
});

test("a call that a restart interrupted is not forgotten when its server is gone", async () => {
  const { settings, notes } = await withServer({ timeout: 300 });
  const script: Script = ({ areToolsOffered }) =>
    areToolsOffered ? [{ name: "home__note", args: { text: "hang" } }] : "I cannot tell.";
  setup = await setUpTools("responses", script, {}, { settings });
  await say("Open the door");
  await waitUntil("the call", () => notes().length === 1);
  let isUp = false;
  const restarted = setup.bot.restart({ MCP_SERVERS: "" }).finally(() => {
    isUp = true;
  });
  // It gives answers in flight their time before it stops.
  await waitUntil("the next start", async () => {
    await setup.bot.clock.advance(1_000);
    return isUp;
  });
  await restarted;
  await setup.bot.settle(60_000);
  expect(notes()).toEqual(["hang"]);
  const last = setup.upstream.asked.at(-1);
  expect(last?.areToolsOffered).toBe(false);
  expect(last?.text).toContain(MAY_HAVE_HAPPENED.result);
  expect(last?.text).toContain("was found by a tool that you have called");
  expect(setup.bot.sent()).toEqual(["I cannot tell."]);
});
