import * as fc from "fast-check";
import { textPart } from "../../../src/core/reply-part.ts";
import type { SendOutcome } from "./fake-channel.ts";
import type { Holder, World } from "./world.ts";

/** One thing that happens; `pick` chooses among whatever there is to choose from then. */
export type Move =
  | { readonly kind: "receive"; readonly user: number }
  | { readonly kind: "repeat"; readonly pick: number }
  /** A holder goes one step on, or another lane is claimed. */
  | { readonly kind: "work"; readonly pick: number; readonly outcome: SendOutcome }
  /** A worker has tools called for an answer, and may die before that is recorded. */
  | { readonly kind: "call"; readonly pick: number; readonly isCut: boolean }
  /** Queues the reminders that are due. */
  | { readonly kind: "remind" }
  | { readonly kind: "crash" }
  | { readonly kind: "report"; readonly pick: number; readonly status: ReportedStatus }
  | { readonly kind: "wait"; readonly ms: number };

type ReportedStatus = "sent" | "delivered" | "failed";

const pick = fc.nat({ max: 1_000 });
const anyOutcome = fc.constantFrom<SendOutcome[]>(
  ...(["accepted", "accepted", "accepted", "failed-first"] as const),
  ...(["lost", "vanished", "busy", "refused"] as const),
);
const anyStatus = fc.constantFrom<ReportedStatus[]>("sent", "delivered", "failed", "failed");
const ms = fc.constantFrom(500, 3_000, 6_000, 16_000, 70_000);
const kind = <K extends Move["kind"]>(name: K) => fc.constant(name);

/** Any move, the ordinary ones more often. */
export const anyMove: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: kind("receive"), user: fc.nat({ max: 1 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("repeat"), pick }) },
  { weight: 24, arbitrary: fc.record({ kind: kind("work"), pick, outcome: anyOutcome }) },
  { weight: 4, arbitrary: fc.record({ kind: kind("call"), pick, isCut: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: kind("remind") }) },
  { weight: 1, arbitrary: fc.record({ kind: kind("crash") }) },
  { weight: 4, arbitrary: fc.record({ kind: kind("report"), pick, status: anyStatus }) },
  { weight: 4, arbitrary: fc.record({ kind: kind("wait"), ms }) },
);

const AGAIN = { delayMs: 5_000, withinMs: 600_000, maxTimes: 3 };

/** Makes one move, if there is anything to make it with. Throws when a promise is broken by it. */
export async function make(move: Move, world: World): Promise<void> {
  const choose = <T>(from: readonly T[], index: number): T | undefined =>
    from[index % Math.max(1, from.length)];
  switch (move.kind) {
    case "receive":
      return world.receive(move.user);
    case "repeat":
      return repeat(choose(world.received, move.pick), world);
    case "work":
      return work(move.pick, move.outcome, world);
    case "call": {
      const answering = world.holders.filter(({ step }) => step?.kind === "answer");
      const holder = choose(answering, move.pick);
      return holder && world.callTools(holder, move.isCut);
    }
    case "remind":
      await world.remind();
      return;
    case "crash":
      for (const ghost of await world.crash()) await actAsZombie(ghost, world);
      return;
    case "report":
      // The newest first: what was reported on once is soon settled.
      return report(choose(world.post.sent.slice(-3), move.pick), move.status, world);
    case "wait":
      return world.clock.jump(move.ms);
  }
}

async function work(index: number, outcome: SendOutcome, world: World): Promise<void> {
  const { holders } = world;
  const holder = holders[index % (holders.length + 1)];
  if (holder === undefined) await world.claim();
  else if (holder.step === null) await world.begin(holder);
  else await goOn(holder, outcome, world);
}

/** Ends the step that this holder has begun; a model has no better day than a messenger. */
export async function goOn(holder: Holder, outcome: SendOutcome, world: World): Promise<void> {
  await world.answer(holder, outcome !== "busy");
  world.post.beforeAnswer = (part) =>
    outcome === "failed-first" ? report(part, "failed", world) : Promise.resolve();
  await world.send(holder, outcome);
  await world.lookUp(holder);
}

async function repeat(message: World["received"][number] | undefined, world: World): Promise<void> {
  if (message === undefined) return;
  const receipt = await world.store().receive(message, () => {
    throw new Error("a duplicate was judged");
  });
  if (receipt.outcome !== "duplicate") throw new Error("a message was taken in twice");
}

/** Lets a dead process continue with its lane, which must change nothing. */
async function actAsZombie({ lane, step }: Holder, world: World): Promise<void> {
  const store = world.store();
  const done: unknown[] = [
    await store.renewLane(lane, 30_000),
    (await store.releaseLane(lane)) || null,
  ];
  if (step?.kind === "answer") {
    const record = { text: "boo", parts: [textPart("boo")], model: null, usage: null, error: null };
    const retry = { delayMs: 0, giveUpMs: 85_000, error: "boo", isCounted: true };
    done.push((await store.recordAnswer(lane, step.turn, record)) || null);
    done.push((await store.postponeAnswer(lane, step.turn, retry)) || null);
    done.push((await store.deadLetterTurn(lane, step.turn, "boo", "boo")) || null);
    done.push((await store.spareTurn(lane, step.turn)) || null);
    const call = { id: "call_1", name: "boo", arguments: "{}" };
    const round = { round: 99, calls: [call], continuation: null };
    const end = { state: "finished", result: "boo", effect: null } as const;
    done.push((await store.beginToolCalls(lane, step.turn, round)) || null);
    for (const place of await store.toolCallsOf(step.turn)) {
      done.push((await store.finishToolCall(lane, place, end)) || null);
    }
  } else if (step !== null && step.kind !== "suspect") {
    const accepted = { sid: "SM-boo", nextAfterMs: 0 };
    for (const { id } of step.kind === "send" ? [step.part] : step.parts) {
      done.push((await store.recordAccepted(lane, id, accepted)) || null);
      done.push((await store.postponeSend(lane, id, 0, null)) || null);
      done.push((await store.recordUnknown(lane, id)) || null);
    }
  }
  if (done.some((result) => result !== null)) throw new Error("a holder that lost its lane wrote");
}

async function report(
  part: World["post"]["sent"][number] | undefined,
  status: ReportedStatus,
  world: World,
): Promise<void> {
  // The first of the last words stands.
  if (part === undefined || part.status === "failed" || part.status === "delivered") return;
  const { sent } = world.post;
  sent[sent.indexOf(part)] = { ...part, status };
  const errorCode = status === "failed" ? "63018" : null;
  const facts = { nonce: part.nonce, sid: part.sid, status, errorCode };
  await world.store().recordStatus(facts, status === "failed" ? AGAIN : undefined);
}
