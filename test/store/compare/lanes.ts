import type { Lane } from "../../../src/core/lane.ts";
import type { SuspectPolicy } from "../../../src/core/suspects.ts";
import type { OpenPart } from "../../../src/store/sends.ts";
import type { Step } from "../../../src/store/lane-store.ts";
import { type Both, Difference, type Holder, type Pair, Tie } from "./pair.ts";
import type { Picker } from "./picker.ts";

const LEASE_MS = 30_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export async function claim(pair: Pair): Promise<void> {
  const [one, two] = await Promise.all(
    pair.sides.map(({ store }) => store.claimLane("me", LEASE_MS)),
  );
  pair.trace.push(`claim: ${one?.userId ?? "none"}`);
  if (one == null && two == null) return;
  if (one == null || two == null || one.userId !== two.userId) {
    await refuseUnlessTied(pair, one?.userId, two?.userId);
  }
  await pair.both("lane", async (_side, index) => [one, two][index]);
  if (one == null || two == null) return;
  pair.past.holders.push({ lanes: [one, two], steps: [null, null] });
}

/** Of lanes that are due at the same moment either may come first. */
async function refuseUnlessTied(pair: Pair, one?: number, two?: number): Promise<never> {
  const said = `claim: ${pair.sides[0].name} user ${one}, ${pair.sides[1].name} user ${two}`;
  if (one === undefined || two === undefined) throw new Difference(said);
  const statement = `SELECT DISTINCT ready_at FROM lanes WHERE user_id IN (${one}, ${two})`;
  const moments = await Promise.all(pair.sides.map(({ database }) => database.query(statement)));
  if (moments.every((rows) => rows.length === 1)) throw new Tie(said);
  throw new Difference(said);
}

export async function renew(pair: Pair, picker: Picker): Promise<void> {
  const holder = aHolder(pair, picker);
  if (holder !== null) await renewFor(pair, holder, LEASE_MS);
}

async function renewFor(pair: Pair, holder: Holder, leaseMs: number): Promise<void> {
  const lanes = await pair.both(`renew ${holder.lanes[0].userId}`, ({ store }, index) =>
    store.renewLane(holder.lanes[index], leaseMs),
  );
  if (areThere(lanes)) holder.lanes = lanes;
  else letGo(pair, holder);
}

function areThere(lanes: Both<Lane | null>): lanes is Both<Lane> {
  return lanes[0] !== null && lanes[1] !== null;
}

export async function release(pair: Pair, picker: Picker): Promise<void> {
  const holder = anIdleHolder(pair, picker);
  if (holder === null) return;
  await pair.both(`release ${holder.lanes[0].userId}`, ({ store }, index) =>
    store.releaseLane(holder.lanes[index]),
  );
  letGo(pair, holder);
}

/** Begins what is next for one who holds a lane. */
export async function begin(pair: Pair, picker: Picker): Promise<void> {
  const holder = anIdleHolder(pair, picker);
  if (holder === null) return;
  const mayAnswer = picker.isLucky(0.9);
  const isMerged = picker.isLucky(0.5);
  const isAlone = picker.isLucky(0.5);
  const suspects = picker.one<SuspectPolicy>([
    { kind: isAlone ? "begin" : "report" },
    { kind: "put-off", delayMs: 20_000 },
  ]);
  const options = { leaseMs: LEASE_MS, mayAnswer, isMerged, suspects };
  const what = `next step of ${holder.lanes[0].userId}${mayAnswer ? "" : ", no answer"}${isMerged ? ", merged" : ""}`;
  const steps = await pair.both(what, ({ store }, index) =>
    store.nextStep(holder.lanes[index], options),
  );
  pair.trace.push(`  ${steps[0]?.kind ?? "nothing"}`);
  holder.steps = steps;
  const [one, two] = steps;
  if (one?.kind === "answer" && two?.kind === "answer") {
    pair.past.turns.push([one.turn, two.turn]);
  } else if (one !== null && two !== null) {
    const others = partsOf(two);
    partsOf(one).forEach((part, index) => {
      const other = others[index];
      if (other !== undefined) pair.past.parts.push([part, other]);
    });
  }
}

/** The parts that a step is about. */
export function partsOf(step: Step): readonly OpenPart[] {
  if (step.kind === "send") return [step.part];
  return step.kind === "look-up" ? step.parts : [];
}

/** All processes die, or all are cut off. */
export async function loseLanes(pair: Pair): Promise<void> {
  await pair.both("lose all lanes", ({ database }) =>
    database.query("UPDATE lanes SET owner = NULL, lease_until = 0"),
  );
  for (const holder of pair.past.holders) letGo(pair, holder);
}

/** Time passes; the lanes that are held stay so, or there are none. */
export async function wait(pair: Pair, picker: Picker): Promise<void> {
  const isLong = picker.isLucky(0.25);
  const isBack = isLong && picker.isLucky(0.2);
  const ms = isBack
    ? -picker.below(90 * MINUTE_MS)
    : picker.below(isLong ? 3 * DAY_MS : picker.one([2_000, 20_000, 90_000]));
  for (const holder of pair.past.holders) {
    // Leases run out in one database only: in the other one its only process holds them.
    if (isLong) await pair.both("release", ({ store }, i) => store.releaseLane(holder.lanes[i]));
    else await renewFor(pair, holder, LEASE_MS + ms);
  }
  if (isLong) for (const holder of pair.past.holders) letGo(pair, holder);
  pair.trace.push(`wait ${ms} ms`);
  pair.clock.jump(ms);
}

/** Mostly one who holds a lane, and has begun something; sometimes one who lost it. */
export function aHolder({ past }: Pair, picker: Picker): Holder | null {
  if (picker.isLucky(0.06)) return picker.any(past.zombies);
  const busy = past.holders.filter(({ steps }) => steps[0] !== null);
  return picker.any(picker.isLucky(0.8) && busy.length > 0 ? busy : past.holders);
}

/** Mostly one who has nothing under way. */
function anIdleHolder(pair: Pair, picker: Picker): Holder | null {
  const idle = pair.past.holders.filter(({ steps }) => steps[0] === null);
  return picker.isLucky(0.85) && idle.length > 0 ? picker.any(idle) : aHolder(pair, picker);
}

function letGo({ past }: Pair, holder: Holder): void {
  past.holders = past.holders.filter((other) => other !== holder);
  if (!past.zombies.includes(holder)) past.zombies.push(holder);
}
