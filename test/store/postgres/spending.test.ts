import { afterEach, beforeEach, expect, test } from "bun:test";
import { textPart } from "../../../src/core/reply-part.ts";
import type { Budget } from "../../../src/store/spending.ts";
import { call } from "../conformance/setup.ts";
import { openReplicas, type Replicas } from "./replicas.ts";

const PEOPLE = 20;

let replicas: Replicas;
beforeEach(async () => {
  replicas = await openReplicas();
});
afterEach(() => replicas.close());

/** Creates users who wait for their answer, every other one on the other replica. */
async function waiting() {
  const { one, two } = replicas;
  const asked = Array.from({ length: PEOPLE }, async (_, index) => {
    const setup = index % 2 === 0 ? one : two;
    await setup.receive({ from: `whatsapp:+4915110000${String(index).padStart(3, "0")}` });
  });
  await Promise.all(asked);
  const turns = [];
  for (let index = 0; index < PEOPLE; index += 1) {
    const setup = index % 2 === 0 ? one : two;
    const lane = await setup.claim();
    turns.push({ setup, lane, turn: await setup.answerStep(lane) });
  }
  return turns;
}

type Waiting = Awaited<ReturnType<typeof waiting>>;

async function beginAll(turns: Waiting, budget: Partial<Budget>) {
  const starts = turns.map(async ({ setup, lane, turn }) => {
    const start = await setup.store.beginModelCall(lane, turn, call(budget));
    return start?.outcome;
  });
  return Promise.all(starts);
}

const countOf = (outcomes: readonly unknown[], wanted: string) =>
  outcomes.filter((outcome) => outcome === wanted).length;

async function spent(): Promise<number> {
  const [row] = await replicas.sql`SELECT sum(tokens)::int AS tokens FROM spending`;
  return row.tokens;
}

test("the limit of all users is met and never passed, however many are answered at once", async () => {
  const outcomes = await beginAll(await waiting(), { dailyLimit: 750 });
  expect(countOf(outcomes, "begun")).toBe(7);
  expect(countOf(outcomes, "over-limit")).toBe(PEOPLE - 7);
  expect(await spent()).toBe(700);
});

test("a limit that is set later counts what was spent without one", async () => {
  const turns = await waiting();
  const outcomes = await beginAll(turns.slice(0, 10), {});
  expect(countOf(outcomes, "begun")).toBe(10);
  const limited = await beginAll(turns.slice(10), { dailyLimit: 1_250 });
  expect(countOf(limited, "begun")).toBe(2);
});

test("what calls did cost takes the place of what they might, and makes room for others", async () => {
  const turns = await waiting();
  await beginAll(turns.slice(0, 10), { dailyLimit: 1_000 });
  const answers = turns.slice(0, 10).map(({ setup, lane, turn }, index) =>
    // Half of them fail and cost nothing, the others 60 of 100.
    index < 5
      ? setup.store.deadLetterTurn(lane, turn, "sorry", "broken")
      : setup.store.recordAnswer(lane, turn, {
          text: "fine",
          parts: [textPart("fine")],
          model: "a-model",
          usage: { promptTokens: 50, completionTokens: 10, totalTokens: 60, cachedTokens: 0 },
          error: null,
        }),
  );
  expect(new Set(await Promise.all(answers))).toEqual(new Set([true]));
  expect(await spent()).toBe(300);
  const outcomes = await beginAll(turns.slice(10), { dailyLimit: 1_000 });
  expect(countOf(outcomes, "begun")).toBe(7);
});

test("where nothing is limited, no user's call waits for another's", async () => {
  const [mine, ...others] = await waiting();
  if (mine === undefined) throw new Error("nobody waits");
  await beginAll(others, {});
  const outcomes = await replicas.sql.begin(async (busy) => {
    await busy`SELECT * FROM spending FOR UPDATE`;
    return beginAll([mine], {});
  });
  expect(outcomes).toEqual(["begun"]);
});
