import { afterEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { MAY_HAVE_HAPPENED } from "../../src/answer/tools/run-tool.ts";
import { ADA, BOB } from "../harness.ts";
import { fakeServer, linesOf, writeServers } from "../mcp/mcp-stage.ts";
import { quickFolder } from "../quick-folder.ts";
import type { Script } from "../tool-upstream.ts";
import { waitUntil } from "../wait-for.ts";
import { APIS, startToolStage, type ToolStage } from "./tool-stage.ts";

let stage: ToolStage;
afterEach(() => stage.stop());

/** A server with the tools `note` and `read`, and the lines that its calls leave. */
async function withServer(more: object = {}, env: Readonly<Record<string, string>> = {}) {
  const notes = join(quickFolder("fake-"), "notes.txt");
  const path = await writeServers({ home: { ...fakeServer({ NOTES: notes, ...env }), ...more } });
  return { settings: { MCP_SERVERS: path }, notes: () => linesOf(notes) };
}
const say = (body: string, from = ADA) => stage.bot.twilio.sendText({ from, body });

const noting =
  (text: string): Script =>
  ({ results }) =>
    results.length === 0 ? [{ name: "home__note", args: { text } }] : `It is done: ${results[0]}`;

describe.each(APIS)("through %s", (api) => {
  test("a user is answered with what a server's tool returns, which is marked as untrusted", async () => {
    const { settings, notes } = await withServer();
    stage = await startToolStage(api, noting("milk"), {}, { settings });
    await say("Note milk");
    await stage.bot.settle();
    expect(notes()).toEqual(["milk"]);
    const [first, second] = stage.upstream.asked;
    expect(second?.results).toEqual([
      '<material kind="tool result" tool="home__note">\nYou said milk.\n</material>',
    ]);
    expect(first?.text.indexOf("home__an_odd_name_")).toBeGreaterThan(0);
    const log = stage.bot.log.find(({ event }) => event === "tool called");
    expect(log?.facts).toMatchObject({ tool: "home__note" });
    expect(JSON.stringify(stage.bot.log)).not.toContain("milk");
  });
});

test("tools for owners are neither offered to other users nor called by them", async () => {
  const { settings, notes } = await withServer({ adminsOnly: true });
  const admins = { ...settings, ADMIN_USERS: ADA.replace("whatsapp:", "") };
  const own = { clock: async () => "noon" };
  stage = await startToolStage("responses", noting("door"), own, { settings: admins });
  await say("Open the door", BOB);
  await stage.bot.settle();
  expect(stage.upstream.asked[0]?.text).not.toContain("home__");
  expect(stage.upstream.asked[1]?.results).toEqual(["There is no tool named home__note."]);
  expect(notes()).toEqual([]);
  await say("Open the door", ADA);
  await stage.bot.settle();
  expect(stage.upstream.asked.at(-1)?.text).toContain("home__read");
  expect(notes()).toEqual(["door"]);
});

test("a server that is down costs its tools, and the user gets an answer", async () => {
  const { settings } = await withServer({}, { FAKE: "down" });
  stage = await startToolStage("responses", () => "Without tools, then.", {}, { settings });
  await say("Note milk");
  await stage.bot.settle();
  expect(stage.bot.sent()).toEqual(["Without tools, then."]);
  expect(stage.upstream.asked.map(({ areToolsOffered }) => areToolsOffered)).toEqual([false]);
});

test("a server that dies during a call is one sentence to the model, and the user gets an answer", async () => {
  const { settings, notes } = await withServer();
  stage = await startToolStage("responses", noting("die"), {}, { settings });
  await say("Note this");
  await stage.bot.settle();
  expect(notes()).toEqual(["die"]);
  expect(stage.upstream.asked[1]?.results).toEqual([
    "The tool failed: the connection to it ended during the call; the call may have taken effect, and its result is unknown, so do not simply repeat it.",
  ]);
  expect(stage.bot.sent()).toHaveLength(1);
});

test("a huge result is cut, and a call that hangs ends at the server's own time limit", async () => {
  const { settings, notes } = await withServer({ timeout: 3 });
  const script: Script = ({ results }) =>
    [
      [{ name: "home__note", args: { text: "huge" } }],
      [{ name: "home__note", args: { text: "hang" } }],
    ][results.length] ?? "Done.";
  stage = await startToolStage("responses", script, {}, { settings });
  await say("Note this");
  await waitUntil("the second call", () => notes().length === 2);
  await stage.bot.clock.advance(3_000);
  await stage.bot.settle();
  const results = stage.upstream.asked.at(-1)?.results ?? [];
  expect(results[0]).toContain("(The rest was left out.)");
  expect(results[0]?.length).toBeLessThan(13_000);
  expect(results[1]).toBe(
    "The tool did not answer within 3 seconds; whether it did anything is unknown.",
  );
  expect(stage.bot.sent()).toEqual(["Done."]);
});

test("a call that a restart interrupted is not forgotten when its server is gone", async () => {
  const { settings, notes } = await withServer({ timeout: 300 });
  const script: Script = ({ areToolsOffered }) =>
    areToolsOffered ? [{ name: "home__note", args: { text: "hang" } }] : "I cannot tell.";
  stage = await startToolStage("responses", script, {}, { settings });
  await say("Open the door");
  await waitUntil("the call", () => notes().length === 1);
  let isUp = false;
  const restarted = stage.bot.restart({ MCP_SERVERS: "" }).finally(() => {
    isUp = true;
  });
  // It gives answers in flight their time before it stops.
  await waitUntil("the next start", async () => {
    await stage.bot.clock.advance(1_000);
    return isUp;
  });
  await restarted;
  await stage.bot.settle(60_000);
  expect(notes()).toEqual(["hang"]);
  const last = stage.upstream.asked.at(-1);
  expect(last?.areToolsOffered).toBe(false);
  expect(last?.text).toContain(MAY_HAVE_HAPPENED.result);
  expect(last?.text).toContain("was found by a tool that you have called");
  expect(stage.bot.sent()).toEqual(["I cannot tell."]);
});
