import { afterEach, describe, expect, test } from "bun:test";
import type { ModelRequest } from "../../../src/core/ports.ts";
import { type DatabaseWay, startDatabaseWay } from "../../database-way.ts";
import { rounds } from "../../depth.ts";
import { ADA, BOB } from "../../harness.ts";
import { lastText } from "../../turns.ts";
import { waitUntil } from "../../wait-for.ts";
import { type ReplicasStage, startReplicas } from "./replicas-stage.ts";

let stage: ReplicasStage;
let way: DatabaseWay | null = null;
afterEach(async () => {
  await stage.stop();
  // Only then: a stopping replica may still have something to write.
  way?.stop();
  way = null;
});

/**
 * Waits for less time than the interval of polling; some polling happens anyway, because a lane
 * that was locked at a claim is checked again.
 */
const until = (what: string, isSo: () => boolean) => {
  const startedAt = performance.now();
  let passedMs = 0;
  return waitUntil(what, async () => {
    if (isSo()) return true;
    if (passedMs < 300 && performance.now() - startedAt >= 4 * passedMs + 100) {
      passedMs += 50;
      await stage.clock.advance(50);
    }
    return isSo();
  });
};

/** A model whose calls wait until they are answered, and are noted. */
function patientModel() {
  const calls: {
    readonly asked: string;
    readonly signal: AbortSignal;
    answer(text: string): void;
  }[] = [];
  const respond = (request: ModelRequest) =>
    new Promise<string>((answer, reject) => {
      const { signal } = request;
      signal.addEventListener("abort", () => reject(new Error("called off")));
      calls.push({ asked: lastText(request), signal, answer });
    });
  const begun = (words: string) =>
    until(`a call of the model about ${JSON.stringify(words)}`, () =>
      calls.some(({ asked }) => asked.includes(words)),
    );
  const answer = (words: string, text: string) =>
    calls.findLast(({ asked }) => asked.includes(words))?.answer(text);
  return { calls, respond, begun, answer };
}

describe("two processes on one database", () => {
  test("a message that one has no hand free for is answered by the other at once", async () => {
    const model = patientModel();
    stage = await startReplicas(model.respond, { settings: { WORKERS: "1" } });
    await stage.one.hear("a long question", ADA);
    await model.begun("a long question");
    await stage.one.hear("a short question", BOB);
    await model.begun("a short question");
    model.answer("a short", "short");
    await until("one answer", () => stage.sent().length === 1);
    model.answer("a long", "long");
    await stage.settle();
    expect(stage.sent()).toEqual(["short", "long"]);
  });

  test("a later message at the other server is answered together with the one in progress here", async () => {
    const model = patientModel();
    stage = await startReplicas(model.respond);
    await stage.one.hear("How do I get to");
    await model.begun("How do I get to");
    await stage.two.hear("the station?");
    await until("two calls of the model", () => model.calls.length === 2);
    expect(model.calls[0]?.signal.aborted).toBe(true);
    expect(model.calls[1]?.asked).toContain("the station?");
    model.answer("the station?", "Straight on.");
    await stage.settle();
    expect(stage.sent()).toEqual(["Straight on."]);
    expect(model.calls).toHaveLength(2);
  });

  test("a response at the one carries the answer that the other makes", async () => {
    const model = patientModel();
    const settings = { WORKERS: "1", REPLY_MODE: "twiml" };
    stage = await startReplicas(model.respond, { settings, twilio: { isTrial: true } });
    const first = stage.one.hear("a long question", ADA);
    await model.begun("a long question");
    const second = stage.one.hear("a short question", BOB);
    await model.begun("a short question");
    model.answer("a short", "short");
    expect((await second).body).toContain("<Body>short</Body>");
    model.answer("a long", "long");
    expect((await first).body).toContain("<Body>long</Body>");
  });

  test("an operator's job is done by one of them, once", async () => {
    stage = await startReplicas(() => "At last.");
    await stage.one.hear("lost?");
    await stage.settle();
    await stage.sql`DELETE FROM deliveries`;
    await stage.sql`UPDATE messages SET state = 'dead'`;
    await stage.sql`INSERT INTO jobs (kind, payload, run_at, created_at, updated_at)
      SELECT 'retry', json_build_object('messageId', id::text)::text, 0, 0, 0 FROM messages`;
    await Promise.all([stage.one.app.maintain(), stage.two.app.maintain()]);
    await stage.settle();
    expect(stage.sent()).toEqual(["At last.", "At last."]);
    expect(await stage.sql`SELECT id FROM jobs`).toHaveLength(0);
  });

  test("a message that Twilio delivers to both is answered once", async () => {
    stage = await startReplicas(() => "Once.");
    const { sid } = await stage.one.hear("twice?");
    await stage.two.hear("something else", BOB);
    await stage.twilio.repeat(sid);
    await stage.settle();
    expect(stage.sent()).toEqual(["Once.", "Once."]);
  });
});

describe("the rate limit", () => {
  test("is one for both, however a user's messages are spread over them", async () => {
    const settings = { RATE_LIMIT_MESSAGES: "5", BURST_MODE: "separate" };
    stage = await startReplicas(() => "Yes.", { settings });
    for (let count = 0; count < 5; count += 1) {
      await Promise.all([stage.one.hear(`one ${count}`), stage.two.hear(`two ${count}`)]);
    }
    await stage.settle();
    expect(stage.sent().filter((body) => body === "Yes.")).toHaveLength(5);
    const states = await stage.sql`SELECT state, count(*)::int AS count FROM messages
      GROUP BY state ORDER BY state`;
    expect([...states]).toEqual([
      { state: "discarded", count: 5 },
      { state: "done", count: 5 },
    ]);
    await stage.clock.advance(60_000);
    await stage.two.hear("later");
    await stage.settle();
    expect(stage.sent().filter((body) => body === "Yes.")).toHaveLength(6);
  });

  test("a flood reaches the database no more often than it leaves rows", async () => {
    const settings = { RATE_LIMIT_MESSAGES: "5" };
    const counted = await startDatabaseWay();
    way = counted;
    stage = await startReplicas(() => "Yes.", { settings, through: counted.through });
    const before = counted.statements();
    for (let count = 0; count < rounds(100, 500); count += 1) {
      await Promise.all([stage.one.hear(`one ${count}`), stage.two.hear(`two ${count}`)]);
    }
    await stage.settle();
    const [stored] = await stage.sql`SELECT count(*)::int AS count FROM messages`;
    expect(stored).toEqual({ count: 15 });
    expect(stage.one.calls("receive") + stage.two.calls("receive")).toBeWithin(15, 18);
    // What answers five of them takes is among it.
    expect(counted.statements() - before).toBeWithin(30, 600);
  });
});
