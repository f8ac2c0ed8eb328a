import { afterEach, describe, expect, test } from "bun:test";
import type { ModelRequest } from "../../../src/core/ports.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../../database-proxy.ts";
import { rounds } from "../../depth.ts";
import { ADA, BOB } from "../../harness.ts";
import { lastText } from "../../turns.ts";
import { waitUntil } from "../../wait-for.ts";
import { type ReplicasSetup, startReplicas } from "./replicas-setup.ts";

let setup: ReplicasSetup;
let proxy: DatabaseProxy | null = null;
afterEach(async () => {
  await setup.stop();
  // Only then: a stopping replica may still have something to write.
  proxy?.stop();
  proxy = null;
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
      await setup.clock.advance(50);
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
    setup = await startReplicas(model.respond, { settings: { WORKERS: "1" } });
    await setup.one.hear("a long question", ADA);
    await model.begun("a long question");
    await setup.one.hear("a short question", BOB);
    await model.begun("a short question");
    model.answer("a short", "short");
    await until("one answer", () => setup.sent().length === 1);
    model.answer("a long", "long");
    await setup.settle();
    expect(setup.sent()).toEqual(["short", "long"]);
  });

  test("a later message at the other server is answered together with the one in progress here", async () => {
    const model = patientModel();
    setup = await startReplicas(model.respond);
    await setup.one.hear("How do I get to");
    await model.begun("How do I get to");
    await setup.two.hear("the station?");
    await until("two calls of the model", () => model.calls.length === 2);
    expect(model.calls[0]?.signal.aborted).toBe(true);
    expect(model.calls[1]?.asked).toContain("the station?");
    model.answer("the station?", "Straight on.");
    await setup.settle();
    expect(setup.sent()).toEqual(["Straight on."]);
    expect(model.calls).toHaveLength(2);
  });

  test("a response at the one carries the answer that the other makes", async () => {
    const model = patientModel();
    const settings = { WORKERS: "1", REPLY_MODE: "twiml" };
    setup = await startReplicas(model.respond, { settings, twilio: { isTrial: true } });
    const first = setup.one.hear("a long question", ADA);
    await model.begun("a long question");
    const second = setup.one.hear("a short question", BOB);
    await model.begun("a short question");
    model.answer("a short", "short");
    expect((await second).body).toContain("<Body>short</Body>");
    model.answer("a long", "long");
    expect((await first).body).toContain("<Body>long</Body>");
  });

  test("an operator's job is done by one of them, once", async () => {
    setup = await startReplicas(() => "At last.");
    await setup.one.hear("lost?");
    await setup.settle();
    await setup.sql`DELETE FROM deliveries`;
    await setup.sql`UPDATE messages SET state = 'dead'`;
    await setup.sql`INSERT INTO jobs (kind, payload, run_at, created_at, updated_at)
      SELECT 'retry', json_build_object('messageId', id::text)::text, 0, 0, 0 FROM messages`;
    await Promise.all([setup.one.app.maintain(), setup.two.app.maintain()]);
    await setup.settle();
    expect(setup.sent()).toEqual(["At last.", "At last."]);
    expect(await setup.sql`SELECT id FROM jobs`).toHaveLength(0);
  });

  test("a message that Twilio delivers to both is answered once", async () => {
    setup = await startReplicas(() => "Once.");
    const { sid } = await setup.one.hear("twice?");
    await setup.two.hear("something else", BOB);
    await setup.twilio.repeat(sid);
    await setup.settle();
    expect(setup.sent()).toEqual(["Once.", "Once."]);
  });
});

describe("the rate limit", () => {
  test("is one for both, however a user's messages are spread over them", async () => {
    const settings = { RATE_LIMIT_MESSAGES: "5", BURST_MODE: "separate" };
    setup = await startReplicas(() => "Yes.", { settings });
    for (let count = 0; count < 5; count += 1) {
      await Promise.all([setup.one.hear(`one ${count}`), setup.two.hear(`two ${count}`)]);
    }
    await setup.settle();
    expect(setup.sent().filter((body) => body === "Yes.")).toHaveLength(5);
    const states = await setup.sql`SELECT state, count(*)::int AS count FROM messages
      GROUP BY state ORDER BY state`;
    expect([...states]).toEqual([
      { state: "discarded", count: 5 },
      { state: "done", count: 5 },
    ]);
    await setup.clock.advance(60_000);
    await setup.two.hear("later");
    await setup.settle();
    expect(setup.sent().filter((body) => body === "Yes.")).toHaveLength(6);
  });

  test("a flood reaches the database no more often than it leaves rows", async () => {
    const settings = { RATE_LIMIT_MESSAGES: "5" };
    const counted = await startDatabaseProxy();
    proxy = counted;
    setup = await startReplicas(() => "Yes.", { settings, through: counted.through });
    const before = counted.statements();
    for (let count = 0; count < rounds(100, 500); count += 1) {
      await Promise.all([setup.one.hear(`one ${count}`), setup.two.hear(`two ${count}`)]);
    }
    await setup.settle();
    const [stored] = await setup.sql`SELECT count(*)::int AS count FROM messages`;
    expect(stored).toEqual({ count: 15 });
    expect(setup.one.calls("receive") + setup.two.calls("receive")).toBeWithin(15, 18);
    // What answers five of them takes is among it.
    expect(counted.statements() - before).toBeWithin(30, 600);
  });
});
