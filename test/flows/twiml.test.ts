import { afterEach, describe, expect, test } from "bun:test";
import { TERMINAL } from "../../src/store/admin-access.ts";
import { TransientError } from "../../src/core/errors.ts";
import { ADA, BOB } from "../harness.ts";
import { lastText } from "../turns.ts";
import { waitUntil } from "../wait-for.ts";
import { createPatientModel, setUpTwiml, type TwimlSetup } from "./twiml-setup.ts";

let setup: TwimlSetup;
afterEach(() => setup.bot.stop());

describe("a trial account", () => {
  test("may send nothing over REST: its users get no answer, and the log has the reason", async () => {
    setup = await setUpTwiml(() => "Hello.", { settings: { REPLY_MODE: "rest" } });
    await setup.write("Hi");
    await setup.bot.settle(60_000);
    expect(setup.bot.sent()).toEqual([]);
    expect(await setup.bot.rows("SELECT state, error_code FROM deliveries")).toEqual([
      { state: "failed", error_code: "21654" },
    ]);
  });

  test("answers in the webhook's own response, and gets delivery reports", async () => {
    setup = await setUpTwiml(() => "It is **Paris**, isn't it? <5 & >3");
    const { body } = await setup.write("The capital of France?");
    await setup.bot.settle();
    expect(body).toContain("<Body>It is *Paris*, isn't it? &lt;5 &amp; &gt;3</Body>");
    expect(setup.bot.sent()).toEqual(["It is *Paris*, isn't it? <5 & >3"]);
    expect(await setup.deliveries()).toEqual([
      { body: "It is *Paris*, isn't it? <5 & >3", state: "delivered" },
    ]);
    expect(await setup.bot.rows("SELECT state FROM messages")).toEqual([{ state: "done" }]);
    expect(setup.bot.twilio.journal.messages).toMatchObject([{ direction: "outbound-reply" }]);
    expect(setup.bot.twilio.journal.calls).toEqual([]);
  });

  test("gets a long answer in parts, in order, in one response", async () => {
    const words = Array.from({ length: 900 }, (_, index) => `word${index}`).join(" ");
    setup = await setUpTwiml(() => words, { settings: { MAX_REPLY_PARTS: "6" } });
    await setup.write("Tell me everything");
    await setup.bot.settle();
    expect(setup.bot.sent().length).toBeGreaterThan(3);
    expect(setup.bot.sent().join(" ")).toBe(words);
    for (const { state } of await setup.bot.rows("SELECT state FROM deliveries"))
      expect(state).toBe("delivered");
  });

  test("gets the rest of a very long answer in the responses to its asking for more", async () => {
    const words = Array.from({ length: 900 }, (_, index) => `word${index}`).join(" ");
    setup = await setUpTwiml(() => words, { settings: { MAX_REPLY_PARTS: "2" } });
    const messagesIn = ({ body }: { body: string }) => body.split("<Message ").length - 1;
    expect(messagesIn(await setup.write("Tell me everything"))).toBe(2);
    await setup.bot.settle(600_000);
    expect((await setup.deliveries()).map(({ state }) => state)).toEqual([
      "delivered",
      "delivered",
      "held",
      "held",
      "held",
    ]);
    expect(messagesIn(await setup.write("more"))).toBe(2);
    await setup.bot.settle();
    expect(messagesIn(await setup.write("more"))).toBe(1);
    await setup.bot.settle();
    const said = setup.bot.sent().map((part) => part.replace(/\n\n\(There is more: .*\)$/, ""));
    expect(said.join(" ")).toBe(words);
    expect(await setup.bot.rows("SELECT DISTINCT state FROM messages")).toEqual([
      { state: "done" },
    ]);
  });

  test("gets refusals and apologies in the response as well", async () => {
    setup = await setUpTwiml(() => "Hello.", { settings: { WHITELISTED_USERS: ADA } });
    expect((await setup.write("Hi", BOB)).body).toContain("not on its list");
    expect((await setup.write("Hi again", BOB)).body).toBe("<Response/>");
    expect((await setup.write("Hi", ADA)).body).toContain("<Body>Hello.</Body>");
  });
});

describe("an answer that takes longer than Twilio waits", () => {
  test("comes with the response to the user's next message, before that one's own", async () => {
    const model = createPatientModel();
    setup = await setUpTwiml(model.respond);
    expect(await setup.writeInVain("one")).toMatchObject({ status: 200, body: "<Response/>" });
    model.answer("one", "First.");
    await setup.bot.settle(600_000);
    expect(setup.bot.sent()).toEqual([]);
    expect(await setup.deliveries()).toEqual([{ body: "First.", state: "pending" }]);

    model.answer("two", "Second.");
    await setup.write("two");
    await setup.bot.settle();
    expect(setup.bot.sent()).toEqual(["First.", "Second."]);
  });

  test("survives a restart, and leaves by REST once the account may", async () => {
    const model = createPatientModel();
    setup = await setUpTwiml(model.respond, { twilio: { isTrial: false } });
    await setup.writeInVain("one");
    model.answer("one", "First.");
    await setup.bot.settle();
    await setup.bot.restart({ REPLY_MODE: "rest" });
    model.answer("two", "Second.");
    expect((await setup.write("two")).body).toBe("<Response/>");
    await setup.bot.settle();
    expect(setup.bot.sent()).toEqual(["First.", "Second."]);
  });

  test("stays for the address that asked, where its user has another one", async () => {
    const model = createPatientModel();
    setup = await setUpTwiml(model.respond);
    model.answer("hello", "Hi.");
    await setup.write("hello", BOB);
    await setup.writeInVain("one");
    model.answer("one", "First.");
    await setup.bot.settle(600_000);
    const admin = await setup.bot.openAdminStore();
    const merged = await admin.mergeUsers(
      { keep: 1, other: 2 },
      { isAdmitted: false, by: TERMINAL },
    );
    await admin.close();
    expect(merged).toEqual({ outcome: "merged" });
    model.answer("two", "Second.");
    const { body } = await setup.write("two", BOB);
    expect(body).toContain("Second.");
    expect(body).not.toContain("First.");
    await setup.bot.settle();
    model.answer("three", "Third.");
    await setup.write("three", ADA);
    await setup.bot.settle();
    expect(setup.bot.sent(ADA)).toEqual(["First.", "Third."]);
    expect(setup.bot.sent(BOB)).toEqual(["Hi.", "Second."]);
  });

  test("does not hold up another user's", async () => {
    const model = createPatientModel();
    setup = await setUpTwiml(model.respond);
    const waiting = setup.write("slow");
    await setup.begun("slow");
    model.answer("quick", "Quick.");
    expect((await setup.write("quick", BOB)).body).toContain("Quick.");
    model.answer("slow", "Slow.");
    expect((await waiting).body).toContain("Slow.");
  });

  test("is not waited for after its caller has disconnected, and stays for the next message", async () => {
    const hangUp = new AbortController();
    const model = createPatientModel();
    setup = await setUpTwiml(model.respond, {
      twilio: { post: (request) => fetch(request, { signal: hangUp.signal }) },
    });
    const posted = setup.write("one");
    await setup.begun("one");
    hangUp.abort();
    expect((await posted).status).toBeNull();
    await setup.logged("response abandoned by caller");
    model.answer("one", "First.");
    await setup.bot.settle();
    expect(await setup.deliveries()).toEqual([{ body: "First.", state: "pending" }]);
  });
});

describe("messages that come close together", () => {
  test("are answered together, in one response", async () => {
    setup = await setUpTwiml(({ signal, turns }) => {
      if (JSON.stringify(turns).includes("two")) return "Both.";
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new TransientError("called off")));
      });
    });
    const first = setup.write("one");
    await setup.begun("one");
    const second = setup.write("two");
    const bodies = [(await first).body, (await second).body];
    await setup.bot.settle();
    expect(bodies.filter((body) => body.includes("Both."))).toHaveLength(1);
    expect(setup.bot.sent()).toEqual(["Both."]);
  });

  test("are each answered in their own response where bursts are not merged", async () => {
    setup = await setUpTwiml((request) => `Answer to ${lastText(request)}`, {
      settings: { BURST_MODE: "separate" },
    });
    const posted = await Promise.all([
      setup.write("one"),
      setup.write("two"),
      setup.write("three"),
    ]);
    await setup.bot.settle();
    await setup.write("four");
    await setup.bot.settle();
    expect(posted.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(setup.bot.sent()).toEqual(
      ["one", "two", "three", "four"].map((text) => `Answer to ${text}`),
    );
  });
});

test("a stopping bot keeps no response waiting for an answer that does not come", async () => {
  const model = createPatientModel();
  setup = await setUpTwiml(model.respond);
  const first = setup.write("one");
  await setup.begun("one");
  const stopped = setup.bot.restart();
  await setup.bot.clock.advance(11_999);
  model.answer("one", "First.");
  await stopped;
  expect((await first).body).toContain("First.");
});

test("a stopping bot ends a late webhook without its answer, and stops in time", async () => {
  let calls = 0;
  setup = await setUpTwiml(({ signal }) => {
    calls += 1;
    if (calls > 1) return "at last";
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new TransientError("aborted")));
    });
  });
  const first = setup.write("one");
  await setup.begun("one");
  const restarted = setup.bot.restart();
  await setup.bot.clock.advance(15_000);
  expect((await first).body).not.toContain("<Message");
  const late = setup.write("two", BOB);
  const queued = () => setup.bot.log.filter(({ event }) => event === "message queued").length;
  await waitUntil("the late message to be stored", () => queued() === 2, { found: queued });
  await setup.bot.clock.advance(5_000);
  await restarted;
  expect((await late).status).toBe(200);
  await setup.bot.settle();
  expect(await setup.deliveries()).toEqual([
    { body: "at last", state: "pending" },
    { body: "at last", state: "pending" },
  ]);
});
