import type { Lane, LaneLease } from "../../core/lane.ts";
import type { ModelToolCalls } from "../../core/ports.ts";
import type { ToolCall, ToolRound } from "../../core/tool-call.ts";
import type { Usage } from "../../core/usage.ts";
import type { Store } from "../../store/store.ts";
import type { CallEnd, CallPlace, RecordedCall } from "../../store/tool-calls.ts";
import type { ToolEffect } from "../../store/tool-effects.ts";
import type { Turn } from "../../store/turn.ts";
import type { CallingTurn, EarlierCall, Tool, ToolContext } from "./tool.ts";
import { wrapUntrusted } from "../prompt/untrusted.ts";
import { failed, MAY_HAVE_HAPPENED, type Ran, runTool, type RunToolDeps } from "./run-tool.ts";

export interface ToolRoundsDeps extends RunToolDeps {
  readonly store: Pick<Store, "toolCallsOf" | "beginToolCalls" | "finishToolCall">;
  /**
   * Reserves what repeated calls are charged, in nano-dollars, and charges what was reserved before as
   * if it had been spent; returns false if the lane is lost.
   */
  reserveRepeated(nanoDollars: bigint, turn: Turn, lane: Lane): Promise<boolean>;
}

/** Of one reply, those that are charged: what they may cost is reserved together with it. */
const MAX_PAID_CALLS = 3;

/**
 * The rounds of a turn so far, including those of earlier starts and of the messages that joined
 * it.
 */
export interface ToolRounds {
  readonly all: readonly ToolRound[];
  /** The number of rounds of the turn's own message. */
  readonly own: number;
  /** All their calls, in order. */
  readonly ended: readonly EarlierCall[];
  /** The usage of calls of this process that is not charged yet. */
  readonly used: readonly Usage[];
  /** True if these calls were repeated, and have a reservation of their own. */
  readonly isRepeated?: boolean;
}

const NO_ROUNDS: ToolRounds = { all: [], own: 0, ended: [], used: [] };

/** Returns the changes that the calls of these rounds asked for. */
export function effectsOf({ ended }: Pick<ToolRounds, "ended">): ToolEffect[] {
  return ended.map(({ end }) => end.effect).filter((effect) => effect !== null);
}

/**
 * Returns the stored rounds of a turn, whose calls are not repeated. A call without an end is
 * repeated if its tool allows that; otherwise, and if the tool is not there any more, the model is
 * informed that it may have happened. Null if the lane is lost.
 */
export async function resumeRounds(
  asked: CallingTurn,
  hold: LaneLease,
  deps: ToolRoundsDeps,
): Promise<ToolRounds | null> {
  const { turn } = asked;
  const recorded = turn.has.toolCalls ? await deps.store.toolCallsOf(turn) : [];
  if (recorded.length === 0) return NO_ROUNDS;
  const cost = costOfRepeating(recorded, deps);
  if (cost > 0n && !(await deps.reserveRepeated(cost, turn, hold.lane))) return null;
  const earlier = recorded.flatMap(({ call, end }) => (end === null ? [] : [{ call, end }]));
  const context = contextOf(asked, earlier);
  const ends = await endAll(
    recorded.map((one) => async () => one.end ?? resume(one, context, hold, deps)),
    hold.ending,
  );
  if (ends === null) return null;
  const all = recorded.map((one, index) => ({ ...one, end: ends[index] ?? MAY_HAVE_HAPPENED }));
  const rounds = Map.groupBy(all, ({ messageId, round }) => `${messageId} ${round}`);
  const own = recorded.filter(({ messageId }) => messageId === turn.messageId);
  return {
    all: [...rounds.values()].map((calls) => ({
      calls: calls.map(({ call }) => call),
      results: calls.map(({ call, end }) => show(call, end)),
      continuation: calls[0]?.continuation ?? null,
    })),
    own: 1 + Math.max(-1, ...own.map(({ round }) => round)),
    ended: all.map(({ call, end }) => ({ call, end })),
    used: usedBy(ends),
    isRepeated: cost > 0n,
  };
}

/** Returns the most that the calls without an end are charged that are repeated. */
function costOfRepeating(recorded: readonly RecordedCall[], deps: ToolRoundsDeps): bigint {
  return recorded
    .filter(({ end }) => end === null)
    .map(({ call }) => toolOf(call, deps))
    .reduce((sum, tool) => sum + (tool?.isRepeatable === true ? (tool.costsAtMost ?? 0n) : 0n), 0n);
}

/**
 * Makes the calls that a model requests, all at once but for those of ordered tools, each recorded
 * before and after it. A newer message does not interrupt them. Returns null if the lane is lost, or the turn no longer waits
 * for its answer.
 */
export async function addRound(
  { all, own, ended, used }: ToolRounds,
  { calls, continuation }: ModelToolCalls,
  asked: CallingTurn,
  hold: LaneLease,
  deps: ToolRoundsDeps,
): Promise<ToolRounds | null> {
  const { messageId } = asked.turn;
  const round = { round: own, calls, continuation };
  if (!(await deps.store.beginToolCalls(hold.lane, asked.turn, round))) return null;
  const refused = beyondLimit(calls, deps);
  const context = contextOf(asked, ended);
  const ends = await endAll(
    calls.map((call, idx) => () => {
      const place = { messageId, round: own, idx };
      if (refused.has(call)) return note(TOO_MANY, place, hold, deps);
      return runAndNote(call, place, context, hold, deps);
    }),
    hold.ending,
  );
  if (ends === null) return null;
  const made = calls.map((call, idx) => ({ call, end: ends[idx] ?? MAY_HAVE_HAPPENED }));
  const results = made.map(({ call, end }) => show(call, end));
  return {
    all: [...all, { calls, results, continuation }],
    own: own + 1,
    ended: [...ended, ...made],
    used: [...used, ...usedBy(ends)],
  };
}

const TOO_MANY = failed("So many calls of this kind are not made at once; this one was not made.");

/** Returns the calls for which nothing is reserved. */
function beyondLimit(calls: readonly ToolCall[], { tools }: ToolRoundsDeps): Set<ToolCall> {
  const beyond = new Set<ToolCall>();
  let paid = 0;
  for (const [name, some] of Map.groupBy(calls, (call) => call.name)) {
    const tool = tools.find(({ definition }) => definition.name === name);
    if (tool === undefined || (tool.costsAtMost ?? 0n) === 0n) continue;
    const made = Math.min(some.length, mostAtOnce(tool), MAX_PAID_CALLS - paid);
    paid += made;
    for (const call of some.slice(made)) beyond.add(call);
  }
  return beyond;
}

const mostAtOnce = ({ maxAtOnce = MAX_PAID_CALLS }: Tool) => Math.min(maxAtOnce, MAX_PAID_CALLS);

/** The context of the calls of one round. */
interface Asked extends CallingTurn, Pick<ToolContext, "earlier" | "isRepeated"> {
  readonly pending: ToolEffect[];
  /** Makes a call when those of ordered tools before it have ended. */
  readonly inOrder: <T>(call: () => Promise<T>) => Promise<T>;
}

function contextOf(asked: CallingTurn, earlier: readonly EarlierCall[]): Asked {
  let last: Promise<unknown> = Promise.resolve();
  const inOrder: Asked["inOrder"] = (call) => {
    const made = last.then(call);
    last = made.catch(() => null);
    return made;
  };
  return { ...asked, earlier, pending: effectsOf({ ended: earlier }), inOrder };
}

async function resume(
  { call, ...place }: RecordedCall,
  asked: Asked,
  hold: LaneLease,
  deps: ToolRoundsDeps,
): Promise<Ran | null> {
  if (toolOf(call, deps)?.isRepeatable === true) {
    return runAndNote(call, place, { ...asked, isRepeated: true }, hold, deps);
  }
  return note(MAY_HAVE_HAPPENED, place, hold, deps);
}

async function runAndNote(
  call: ToolCall,
  place: CallPlace,
  asked: Asked,
  hold: LaneLease,
  deps: ToolRoundsDeps,
): Promise<Ran | null> {
  const key = `${place.messageId}-${place.round}-${place.idx}`;
  const run = async () => {
    const end = await runTool(call, { ...asked, key, signal: hold.ending }, deps);
    if (end.effect !== null) asked.pending.push(end.effect);
    return note(end, place, hold, deps);
  };
  return toolOf(call, deps)?.isOrdered === true ? asked.inOrder(run) : run();
}

const toolOf = ({ name }: ToolCall, { tools }: Pick<ToolRoundsDeps, "tools">) =>
  tools.find(({ definition }) => definition.name === name);

async function note(
  end: Ran,
  { messageId, round, idx }: CallPlace,
  { lane, ending }: LaneLease,
  { store }: ToolRoundsDeps,
): Promise<Ran | null> {
  // A call that our own stop interrupted has no outcome.
  if (ending.aborted) return null;
  return (await store.finishToolCall(lane, { messageId, round, idx }, end)) ? end : null;
}

/** Makes all calls at once; returns null if one could not be recorded, or `ending` aborts first. */
async function endAll(
  works: readonly (() => Promise<Ran | null>)[],
  ending: AbortSignal,
): Promise<Ran[] | null> {
  const { promise: ended, resolve } = Promise.withResolvers<null>();
  const end = () => resolve(null);
  if (ending.aborted) return null;
  ending.addEventListener("abort", end, { once: true });
  try {
    const ends = await Promise.race([Promise.all(works.map((work) => work())), ended]);
    return ends === null || ends.includes(null) ? null : ends.filter((one) => one !== null);
  } finally {
    ending.removeEventListener("abort", end);
  }
}

function usedBy(ends: readonly Ran[]): Usage[] {
  return ends.flatMap(({ usage }) => usage ?? []);
}

/**
 * Returns a result in the form shown to the model: text that a tool found is not an instruction.
 */
function show({ name }: ToolCall, { state, result }: CallEnd): string {
  return state === "failed" ? result : wrapUntrusted("tool result", { tool: name }, result).text;
}

/** Returns the most that the calls of one reply are charged. */
export function costOfCalls(tools: readonly Tool[]): bigint {
  return tools
    .flatMap((tool) => Array.from({ length: mostAtOnce(tool) }, () => tool.costsAtMost ?? 0n))
    .toSorted((a, b) => (a < b ? 1 : -1))
    .slice(0, MAX_PAID_CALLS)
    .reduce((sum, price) => sum + price, 0n);
}
