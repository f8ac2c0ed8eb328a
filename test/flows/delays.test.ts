import { afterEach, describe, expect, test } from "bun:test";
import type { Environment } from "../../src/config.ts";
import { TransientError } from "../../src/core/errors.ts";
import type { Model, ModelRequest } from "../../src/core/ports.ts";
import { catalogue } from "../../src/text/sentences.ts";
import { ADA, BOB, startTestApp, type TestApp } from "../harness.ts";
import { createInFlight, type InFlight } from "../in-flight.ts";
import { jpeg } from "../pictures.ts";
import { lastText } from "../turns.ts";
import { anAnswer } from "../replies.ts";

const { en, es } = catalogue;

let bot: TestApp;
let inFlight: InFlight;
/** Answers whatever a slow model still owes. */
let answerAll = () => {};
afterEach(async () => {
  answerAll();
  await bot.stop();
});

/** A model that answers what is slow only when it is told to. */
function slowModel(): { model: () => Model; calls: () => number } {
  const owed: (() => void)[] = [];
  let calls = 0;
  let isQuick = false;
  answerAll = () => {
    isQuick = true;
    for (const answer of owed.splice(0)) answer();
  };
  const respond = async (request: ModelRequest) => {
    calls += 1;
    if (!isQuick && lastText(request).includes("slow")) {
      await new Promise<void>((resolve, reject) => {
        owed.push(resolve);
        const callOff = () => reject(new TransientError("called off", { code: "aborted" }));
        request.signal.addEventListener("abort", callOff);
      });
    }
    return anAnswer("Here I am.", "m");
  };
  const capabilities = { vision: true, files: true };
  return { model: () => ({ name: "m", capabilities, respond }), calls: () => calls };
}

async function start(settings: Environment = {}): Promise<ReturnType<typeof slowModel>> {
  const slow = slowModel();
  inFlight = createInFlight();
  bot = await startTestApp({ settings, model: slow.model, around: inFlight.around });
  return slow;
}

/** Lets time pass while something does not come to an end. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 1_000) {
    await bot.clock.advance(1_000);
    await inFlight.none();
  }
}

/** Lets time pass until something holds: for ten minutes of the story at most. */
async function passUntil(holds: () => boolean): Promise<void> {
  for (let passed = 0; !holds(); passed += 1_000) {
    if (passed > 600_000) throw new Error(`what was waited for did not come: ${bot.sent().join()}`);
    await pass(1_000);
  }
}

/** Returns the time from `since` to the first message to a user. */
async function firstHeard(to: string, since: number): Promise<number> {
  await passUntil(() => bot.sent(to).length > 0);
  return (bot.twilio.journal.messages.find((one) => one.to === to)?.createdAt ?? Infinity) - since;
}

describe("within 90 seconds a user gets a message", () => {
  test("when the model takes its time, and then the answer", async () => {
    await start();
    const since = bot.clock.now();
    await bot.twilio.sendText({ from: ADA, body: "slow" });
    await pass(60_000);
    expect(bot.sent()).toEqual([]);
    await pass(29_000);
    expect(await firstHeard(ADA, since)).toBeLessThanOrEqual(90_000);
    expect(bot.sent()).toEqual([en.stillWorking]);
    // One is enough, however long it takes.
    await pass(200_000);
    expect(bot.sent()).toEqual([en.stillWorking]);
    answerAll();
    await bot.settle(1_000);
    expect(bot.sent()).toEqual([en.stillWorking, "Here I am."]);
    expect(await bot.rows("SELECT state FROM messages WHERE state NOT IN ('done')")).toEqual([]);
    const admin = await bot.openAdminStore();
    const said = await admin.conversation(1, 9);
    expect(said.map(({ text, isNotice }) => [text, isNotice])).toEqual([
      ["slow", false],
      [en.stillWorking, true],
      ["Here I am.", false],
    ]);
    await admin.close();
  });

  test("when all that could answer are busy with others", async () => {
    await start({ WORKERS: "1", BOT_LANGUAGE: "es" });
    await bot.twilio.sendText({ from: ADA, body: "slow" });
    const since = bot.clock.now();
    await bot.twilio.sendText({ from: BOB, body: "quick" });
    await pass(89_000);
    expect(await firstHeard(BOB, since)).toBeLessThanOrEqual(90_000);
    expect(bot.sent(BOB)).toEqual([es.stillWorking]);
    answerAll();
    await bot.settle(1_000);
    expect(bot.sent(BOB)).toEqual([es.stillWorking, "Here I am."]);
  });

  test("when their own message before takes so long", async () => {
    await start({ BURST_MODE: "separate" });
    await bot.twilio.sendText({ from: ADA, body: "slow" });
    await pass(30_000);
    await bot.twilio.sendText({ from: ADA, body: "quick" });
    await pass(150_000);
    await passUntil(() => bot.sent(ADA).length > 0);
    expect(bot.sent()).toEqual([en.stillWorking]);
    answerAll();
    await bot.settle(1_000);
    expect(bot.sent()).toEqual([en.stillWorking, "Here I am.", "Here I am."]);
  });

  test.each([
    ["answers with errors", { on: "media", kind: "500", times: 500 }],
    ["refuses connections", { on: "media", kind: "refused", times: 500 }],
    ["asks to come later", { on: "media", kind: "429", times: 500 }],
    ["sends a byte now and then", { on: "media", kind: "slow", ms: 3_600_000, times: 500 }],
  ] as const)("when Twilio %s instead of a picture", async (_what, fault) => {
    const { calls } = await start();
    bot.twilio.faults.next(fault);
    const since = bot.clock.now();
    await bot.twilio.sendMedia({ from: ADA, bytes: await jpeg("red"), contentType: "image/jpeg" });
    await pass(89_000);
    expect(await firstHeard(ADA, since)).toBeLessThanOrEqual(90_000);
    await passUntil(() => bot.sent().includes(en.attachmentProblems.gone));
    expect(bot.sent().slice(-2)).toEqual(
      bot.sent().length === 1
        ? [en.attachmentProblems.gone]
        : [en.stillWorking, en.attachmentProblems.gone],
    );
    const fetches = bot.twilio.journal.calls.filter(({ path }) => path.includes("/Media/"));
    // One that never ends is not noted there.
    if (fault.kind !== "slow") expect(fetches.length).toBeGreaterThan(0);
    // Bun repeats one by itself whose connection was used before and is cut.
    expect(fetches.length).toBeLessThanOrEqual(fault.kind === "refused" ? 28 : 14);
    expect(calls()).toBe(0);
    bot.twilio.faults.clear();
    await bot.twilio.sendText({ from: ADA, body: "quick" });
    await bot.settle(1_000);
    expect(bot.sent().at(-1)).toBe("Here I am.");
  });
});

describe("no user is notified of a delay", () => {
  test("who has their answer, or has asked for silence", async () => {
    await start();
    await bot.twilio.sendText({ from: ADA, body: "quick" });
    await bot.settle(200_000);
    expect(bot.sent()).toEqual(["Here I am."]);
    await bot.twilio.sendText({ from: BOB, body: "slow" });
    await pass(1_000);
    await bot.twilio.sendText({ from: BOB, body: "STOP" });
    await passUntil(() => bot.sent(BOB).length > 0);
    await pass(200_000);
    expect(bot.sent(BOB)).toEqual([en.optedOut]);
  });

  test("twice, though the bot was started again meanwhile", async () => {
    await start();
    await bot.twilio.sendText({ from: ADA, body: "slow" });
    await pass(90_000);
    await passUntil(() => bot.sent(ADA).length > 0);
    const restarted = bot.restart();
    await bot.clock.advance(20_000);
    await restarted;
    await pass(200_000);
    expect(bot.sent()).toEqual([en.stillWorking]);
    answerAll();
    await bot.settle(1_000);
    expect(bot.sent()).toEqual([en.stillWorking, "Here I am."]);
  });

  test("after the answer, because Twilio refused to tell them before", async () => {
    await start();
    bot.twilio.faults.next({ on: "create", kind: "429" });
    await bot.twilio.sendText({ from: ADA, body: "slow" });
    await pass(100_000);
    expect(bot.sent()).toEqual([]);
    answerAll();
    await bot.settle(200_000);
    expect(bot.sent()).toEqual(["Here I am."]);
  });
});
