import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { MAY_HAVE_HAPPENED } from "../../src/answer/tools/run-tool.ts";
import { en } from "../../src/text/sentences/en.ts";
import { ADA } from "../harness.ts";
import { createInFlight, type InFlight } from "../in-flight.ts";
import type { Script } from "../tool-upstream.ts";
import { waitUntil } from "../wait-for.ts";
import { APIS, setUpTools, type ToolSetup } from "./tool-setup.ts";

let setup: ToolSetup;
let inFlight: InFlight;
beforeEach(() => {
  inFlight = createInFlight();
});
afterEach(() => setup.stop());

const say = (body: string) => setup.bot.twilio.sendText({ from: ADA, body });

const mailing: Script = ({ results }) =>
  results.length === 0 ? [{ name: "mail" }] : `I know: ${results.length}`;

/** A tool whose first call ends when it is told to. */
function slowTool() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let calls = 0;
  const run = async () => {
    calls += 1;
    if (calls === 1) await promise;
    return `sent ${calls}`;
  };
  return { run, end: resolve };
}

const begun = () => waitUntil("the tool to run", () => setup.ran.length > 0);
const states = () =>
  setup.bot.rows("SELECT state, result FROM tool_calls ORDER BY message_id, round, idx");

/** Takes every lane from its holder as a kill does, and lets time pass until an heir has gone on. */
async function die(isOver: () => boolean | Promise<boolean>): Promise<void> {
  await setup.bot.write("UPDATE lanes SET owner = NULL, lease_until = 0");
  await waitUntil("an heir to go on", async () => {
    await setup.bot.clock.advance(1_000);
    // Time must not run ahead of the database.
    await inFlight.none();
    return isOver();
  });
}

describe.each(APIS)("through %s", (api) => {
  test("a newer message waits for the calls under way, is answered with their results, and repeats none", async () => {
    const mail = slowTool();
    setup = await setUpTools(api, mailing, { mail: mail.run });
    await say("Mail Bob that I come at nine");
    await begun();
    await say("at ten, I mean");
    mail.end();
    await setup.bot.settle();
    expect(setup.ran).toEqual(["mail"]);
    expect(setup.bot.sent()).toEqual(["I know: 1"]);
    expect(setup.upstream.asked).toHaveLength(2);
    const [, second] = setup.upstream.asked;
    expect(second?.text).toContain("at nine");
    expect(second?.text).toContain("at ten, I mean");
    expect(second?.results).toEqual([expect.stringContaining("sent 1")]);
    expect(await setup.bot.rows("SELECT starts, attempt, state FROM messages")).toEqual([
      { starts: 1, attempt: 0, state: "done" },
      { starts: 1, attempt: 0, state: "done" },
    ]);
  });

  test("a call without an end after a crash is never repeated: the model is informed", async () => {
    const mail = slowTool();
    setup = await setUpTools(api, mailing, { mail: mail.run }, { around: inFlight.around });
    await say("Mail Bob");
    await begun();
    await die(async () => (await states())[0]?.["state"] === "failed");
    // The dead finds out that it is, and waits for its tool no longer.
    await setup.bot.clock.advance(10_000);
    await setup.bot.settle(30_000);
    expect(setup.bot.sent()).toEqual(["I know: 1"]);
    expect(setup.ran).toEqual(["mail"]);
    expect(setup.upstream.asked.at(-1)?.results).toEqual([MAY_HAVE_HAPPENED.result]);
    // What the dead still does changes nothing.
    mail.end();
    await setup.bot.settle();
    expect(await states()).toEqual([{ state: "failed", result: MAY_HAVE_HAPPENED.result }]);
    expect(setup.bot.sent()).toHaveLength(1);
  });

  test("a call whose tool allows it is repeated, and the earlier results are kept", async () => {
    const search = slowTool();
    const script: Script = ({ results }) => {
      const next = [[{ name: "mail" }], [{ name: "search" }]][results.length];
      return next ?? `I know: ${results.length}`;
    };
    const tools = { mail: async () => "mailed", search: search.run };
    setup = await setUpTools(api, script, tools, {
      repeatable: "search",
      around: inFlight.around,
    });
    await say("Mail Bob and search");
    await waitUntil("both tools to run", () => setup.ran.length === 2);
    await die(() => setup.ran.length === 3);
    search.end();
    await setup.bot.settle();
    expect(setup.ran).toEqual(["mail", "search", "search"]);
    expect(setup.bot.sent()).toEqual(["I know: 2"]);
    expect(setup.upstream.asked.at(-1)?.results).toEqual([
      expect.stringContaining("mailed"),
      expect.stringContaining("sent 2"),
    ]);
    expect(await states()).toEqual([
      { state: "finished", result: "mailed" },
      { state: "finished", result: "sent 2" },
    ]);
  });
});

test("tools that take too long cost the user no answer: the model is asked once more, without them", async () => {
  const forever: Script = ({ areToolsOffered }) => (areToolsOffered ? [{ name: "dig" }] : "Well.");
  const dig = async () => {
    setup.bot.clock.jump(30_000);
    return "deeper";
  };
  setup = await setUpTools("responses", forever, { dig });
  await say("Dig");
  await setup.bot.settle(2_000);
  expect(setup.upstream.asked.map(({ areToolsOffered }) => areToolsOffered)).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(setup.bot.sent()).toContain("Well.");
});

test("a user who writes STOP while a tool runs gets no answer, and no further call is made", async () => {
  const mail = slowTool();
  const more: Script = () => [{ name: "mail" }];
  setup = await setUpTools("responses", more, { mail: mail.run });
  await say("Mail Bob");
  await begun();
  await say("STOP");
  mail.end();
  await setup.bot.settle(60_000);
  expect(setup.ran).toEqual(["mail"]);
  expect(setup.bot.sent()).toEqual([en.optedOut]);
});
