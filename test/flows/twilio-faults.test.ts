import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { ADA, startTestApp, type TestApp } from "../harness.ts";

let bot: TestApp;

async function start(twilio: Parameters<typeof startTestApp>[0] = {}): Promise<void> {
  bot = await startTestApp(twilio);
  bot.openai.onMessage(/./, { content: "Here I am." });
}
afterEach(() => bot.stop());

const ask = () => bot.twilio.sendText({ from: ADA, body: "Hello" });
const deliveries = () =>
  bot.rows("SELECT state, attempt, error_code FROM deliveries ORDER BY message_id, part");

describe("when Twilio has a fault", () => {
  beforeEach(() => start());

  test("and certainly sent nothing, the same answer goes out later, without asking the model again", async () => {
    bot.twilio.faults.next({ on: "create", kind: "429", times: 2 });
    await ask();
    await bot.settle(20_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(bot.openai.getRequests()).toHaveLength(1);
    expect(await deliveries()).toEqual([{ state: "delivered", attempt: 2, error_code: null }]);
  });

  test("and asks to wait, it is given that time", async () => {
    bot.twilio.faults.next({ on: "create", kind: "429", retryAfter: "30" });
    await ask();
    await bot.settle(29_000);
    expect(bot.sent()).toEqual([]);
    await bot.settle(2_000);
    expect(bot.sent()).toEqual(["Here I am."]);
  });

  test("and refuses for good, it is asked once and the user's next message is answered", async () => {
    bot.twilio.faults.next({ on: "create", kind: "code", code: 63016, status: 400 });
    await ask();
    await bot.settle(600_000);
    expect(await deliveries()).toEqual([{ state: "failed", attempt: 0, error_code: "63016" }]);
    await ask();
    await bot.settle();
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(
      bot.twilio.journal.calls.filter((call) => call.path.endsWith("/Messages.json")),
    ).toHaveLength(2);
  });

  test("and typing cannot be shown, the answer comes all the same", async () => {
    bot.twilio.faults.next({ on: "typing", kind: "500" });
    await ask();
    await bot.settle();
    expect(bot.sent()).toEqual(["Here I am."]);
  });
});

describe("when Twilio's answer to a send is lost", () => {
  /** Returns the times at which Twilio's list was read, in seconds since then. */
  const looks = (since: number) =>
    bot.twilio.journal.calls
      .filter((call) => call.method === "GET")
      .map((call) => (call.at - since) / 1_000);

  test("its delivery report is proof enough: nothing is sent again", async () => {
    await start({ twilio: { areCallbacksFirst: true } });
    bot.twilio.faults.next({ on: "create", kind: "lost-response" });
    await ask();
    await bot.settle(120_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(looks(0)).toEqual([]);
    expect(await deliveries()).toMatchObject([{ state: "delivered" }]);
  });

  test("without a report it is found in Twilio's list at once, and not sent again", async () => {
    await start({ twilio: { callbacks: "none" } });
    bot.twilio.faults.next({ on: "create", kind: "lost-response" });
    await ask();
    await bot.settle();
    expect(await deliveries()).toMatchObject([{ state: "accepted" }]);
    await bot.settle(120_000);
    expect(bot.sent()).toEqual(["Here I am."]);
  });

  test("a message that Twilio has no trace of is sent once more after half a minute of looking", async () => {
    await start({ twilio: { callbacks: "none" } });
    const startedAt = bot.clock.now();
    bot.twilio.faults.next({ on: "create", kind: "500" });
    await ask();
    await bot.settle(29_000);
    expect(bot.sent()).toEqual([]);
    await bot.settle(1_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(looks(startedAt)).toEqual([0, 10, 25, 30]);
  });

  test("a message without a trace waits for as long as SEND_GRACE_SECONDS says", async () => {
    await start({ twilio: { callbacks: "none" }, settings: { SEND_GRACE_SECONDS: "90" } });
    const startedAt = bot.clock.now();
    bot.twilio.faults.next({ on: "create", kind: "500" });
    await ask();
    await bot.settle(89_000);
    expect(bot.sent()).toEqual([]);
    await bot.settle(1_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(looks(startedAt)).toEqual([0, 10, 25, 90]);
  });

  test("looks that Twilio refuses prove nothing: it is not sent again before two were answered", async () => {
    await start({ twilio: { callbacks: "none" } });
    const startedAt = bot.clock.now();
    bot.twilio.faults.next({ on: "create", kind: "lost-response" });
    bot.twilio.faults.next({ on: "list", kind: "500", times: 4 });
    await ask();
    await bot.settle(70_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(looks(startedAt)).toEqual([0, 15, 30, 45, 60]);
    expect(await deliveries()).toMatchObject([{ state: "accepted", attempt: 0 }]);
  });

  test("a message without a trace is given up when nothing may ever be doubled, and the next goes on", async () => {
    await start({ twilio: { callbacks: "none" }, settings: { OUTBOUND_MODE: "at-most-once" } });
    bot.twilio.faults.next({ on: "create", kind: "500" });
    await ask();
    await bot.settle();
    await ask();
    await bot.settle(120_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(await deliveries()).toMatchObject([{ state: "unknown" }, { state: "accepted" }]);
    expect(await bot.rows("SELECT state FROM messages")).toEqual([
      { state: "done" },
      { state: "done" },
    ]);
  });

  test("what is found is no second message, in either mode", async () => {
    await start({ twilio: { callbacks: "none" }, settings: { OUTBOUND_MODE: "at-most-once" } });
    bot.twilio.faults.next({ on: "create", kind: "garbled" });
    await ask();
    await bot.settle(120_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(await deliveries()).toMatchObject([{ state: "accepted" }]);
  });

  test("the same words sent before are not taken for the lost ones", async () => {
    await start({ twilio: { callbacks: "none" } });
    await ask();
    await bot.settle();
    bot.twilio.faults.next({ on: "create", kind: "500" });
    await ask();
    await bot.settle(120_000);
    expect(bot.sent()).toEqual(["Here I am.", "Here I am."]);
  });
});

describe("delivery reports", () => {
  test("let the next part go; without one it goes after two seconds", async () => {
    await start({ twilio: { callbacks: "none" } });
    bot.openai.reset();
    bot.openai.onMessage(/./, { content: `${"One. ".repeat(200)}\n\n${"Two. ".repeat(200)}` });
    await ask();
    await bot.settle(1_000);
    expect(bot.sent()).toHaveLength(1);
    await bot.settle(1_000);
    expect(bot.sent()).toHaveLength(2);
  });

  test("in any order end in the same state", async () => {
    await start({ twilio: { callbacks: "shuffled" } });
    await ask();
    await bot.settle();
    expect(await deliveries()).toMatchObject([{ state: "delivered" }]);
    const [message] = bot.twilio.journal.messages;
    await bot.twilio.reportStatus(message?.sid ?? "", "read");
    expect(await deliveries()).toMatchObject([{ state: "read" }]);
  });

  test("may come before Twilio has answered the send", async () => {
    await start({ twilio: { areCallbacksFirst: true } });
    await ask();
    await bot.settle();
    expect(bot.sent()).toEqual(["Here I am."]);
    expect(await deliveries()).toMatchObject([{ state: "delivered", attempt: 0 }]);
  });

  test("of a failure keep Twilio's code", async () => {
    await start({ twilio: { callbacks: "none" } });
    await ask();
    await bot.settle();
    const [message] = bot.twilio.journal.messages;
    await bot.twilio.reportStatus(message?.sid ?? "", "undelivered", 63024);
    expect(await deliveries()).toMatchObject([{ state: "failed", error_code: "63024" }]);
  });

  test("of a passing failure let the same answer go out again, three times at most", async () => {
    await start({ twilio: { callbacks: "none" } });
    await ask();
    await bot.settle();
    for (let times = 1; times <= 5; times += 1) {
      const message = bot.twilio.journal.messages.at(-1);
      await bot.twilio.reportStatus(message?.sid ?? "", "undelivered", 63018);
      await bot.settle(20_000);
    }
    expect(bot.sent()).toEqual(Array.from({ length: 4 }, () => "Here I am."));
    expect(bot.openai.getRequests()).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ state: "failed", error_code: "63018" }]);
    expect(await bot.rows("SELECT state FROM messages")).toEqual([{ state: "done" }]);
  });
});
