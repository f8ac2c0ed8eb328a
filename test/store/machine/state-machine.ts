import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { isDeep, rounds } from "../../depth.ts";
import type { OpenDatabase } from "./databases.ts";
import { anyMove, goOn, make } from "./moves.ts";
import { createWorld, reminderOf, type World } from "./world.ts";

const TIMEOUT_MS = isDeep ? 3 * 3_600_000 : 120_000;

/** Drives a store through random interleavings of all that may happen, `runs` of them. */
export function testStateMachine(
  name: string,
  openDatabase: OpenDatabase,
  runs: { readonly plain: number; readonly deep: number },
): void {
  test(
    `${name}: whatever happens in whatever order, each message is answered once, and each user's in order`,
    async () => {
      const moves = fc.array(anyMove, { minLength: 60, maxLength: 120, size: "max" });
      const property = fc.asyncProperty(moves, async (chosen) => {
        const world = await createWorld(openDatabase);
        try {
          for (const move of chosen) await make(move, world);
          await comeToRest(world);
          await judge(world);
        } finally {
          await world.end();
        }
      });
      await fc.assert(property, { numRuns: rounds(runs.plain, runs.deep) });
    },
    TIMEOUT_MS,
  );
}

/** From now on all goes well, until nothing is left to be done. */
async function comeToRest(world: World): Promise<void> {
  for (let round = 0; round < 1_000; round += 1) {
    while (await world.claim());
    for (const holder of world.holders) {
      while (world.holders.includes(holder)) {
        await goOn(holder, "accepted", world);
        await world.begin(holder);
      }
    }
    const waitMs = await world.store().untilDue();
    world.clock.jump(Math.max(0, waitMs ?? 5_000));
    if (!(await world.remind()) && waitMs === null) return;
  }
  throw new Error("it never comes to rest");
}

async function judge(world: World): Promise<void> {
  const { waitingMessages, waitingParts } = await world.store().overview();
  expect({ waitingMessages, waitingParts }).toEqual({ waitingMessages: 0, waitingParts: 0 });
  // What users have spent is what was charged, and what is still reserved for parts without a report.
  const { charged, reserved, spentByDay, spentByMonth } = await world.money();
  expect({ spentByDay, spentByMonth }).toEqual({
    spentByDay: charged + reserved,
    spentByMonth: charged + reserved,
  });
  expect(charged).toBeGreaterThanOrEqual(3n * BigInt(world.received.length));
  // No answer was stored twice, and what was sent was answered.
  expect(new Set(world.answered).size).toBe(world.answered.length);
  const arrived = world.post.sent.filter(({ status }) => status !== "failed");
  const bodies = arrived.map(({ to, said }) => `${to} ${said}`);
  // An apology says the same every time; an answer is known by the text that it answers.
  const answers = bodies.filter((body) => body.includes("says"));
  expect(new Set(answers).size).toBe(answers.length);
  for (const user of new Set(arrived.map(({ to }) => to))) {
    const order = arrived.filter(({ to }) => to === user).flatMap(({ said }) => placeOf(said));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
  // No call of a tool was made twice, and each is known that was made.
  const { made, stored } = await world.toolCalls();
  expect(new Set(made).size).toBe(made.length);
  expect(stored).toEqual(expect.arrayContaining([...made]));
  // What failed on its way is known to have failed, or was sent again.
  const failed = new Set(
    world.post.sent.filter(({ status }) => status === "failed").map(({ sid }) => sid),
  );
  for (const { sid, state } of await world.deliveries()) {
    expect({ sid, hasFailed: failed.has(sid) }).toEqual({ sid, hasFailed: state === "failed" });
  }
  const known = new Set([...world.post.sent.map(({ said }) => said), ...world.post.refused]);
  for (const text of world.answered) expect(known).toContain(`${text}: one`);
  // Each answer's reminder was sent once, or refused.
  const reminders = bodies.flatMap((body) => body.match(/<[^>]*>/g) ?? []);
  expect(new Set(reminders).size).toBe(reminders.length);
  const reminded = [...known].join(" ");
  for (const text of world.answered) expect(reminded).toContain(reminderOf(text));
}

/** Returns the position of an answer's part in its user's queue; none for an apology. */
function placeOf(body: string): number[] {
  const [, message, part] = /says (\d+): (one|two)$/.exec(body) ?? [];
  return message === undefined ? [] : [Number(message) * 2 + (part === "two" ? 1 : 0)];
}
