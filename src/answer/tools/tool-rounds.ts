import type { LaneLease } from "../../core/lane.ts";
import type { ModelToolCalls } from "../../core/ports.ts";
import type { ToolCall, ToolRound } from "../../core/tool-call.ts";
import type { Store } from "../../store/store.ts";
import type { CallEnd, CallPlace, RecordedCall, ToolEffect } from "../../store/tool-calls.ts";
import type { Turn } from "../../store/turn.ts";
import type { ToolContext } from "./tool.ts";
import { wrapUntrusted } from "../prompt/untrusted.ts";
import { MAY_HAVE_HAPPENED, runTool, type RunToolDeps } from "./run-tool.ts";

export interface ToolRoundsDeps extends RunToolDeps {
  readonly store: Pick<Store, "toolCallsOf" | "beginToolCalls" | "finishToolCall">;
}

/**
 * The rounds of a turn so far, including those of earlier starts and of the messages that joined
 * it.
 */
export interface ToolRounds {
  readonly all: readonly ToolRound[];
  /** The number of rounds of the turn's own message. */
  readonly own: number;
  /** The changes that their calls asked for. */
  readonly effects: readonly ToolEffect[];
}

const NO_ROUNDS: ToolRounds = { all: [], own: 0, effects: [] };

/**
 * Returns the stored rounds of a turn, whose calls are not repeated. A call without an end is
 * repeated if its tool allows that; otherwise, and if the tool is not there any more, the model is
 * informed that it may have happened. Null if the lane is lost.
 */
export async function resumeRounds(
  turn: Turn,
  hold: LaneLease,
  deps: ToolRoundsDeps,
): Promise<ToolRounds | null> {
  const recorded = await deps.store.toolCallsOf(turn);
  if (recorded.length === 0) return NO_ROUNDS;
  const pending = effectsOf(recorded.map(({ end }) => end));
  const ends = await endAll(
    recorded.map((one) => async () => one.end ?? resume(one, { turn, pending }, hold, deps)),
    hold.ending,
  );
  if (ends === null) return null;
  const rounds = Map.groupBy(
    recorded.map((one, index) => ({ ...one, end: ends[index] ?? MAY_HAVE_HAPPENED })),
    ({ messageId, round }) => `${messageId} ${round}`,
  );
  const own = recorded.filter(({ messageId }) => messageId === turn.messageId);
  return {
    all: [...rounds.values()].map((calls) => ({
      calls: calls.map(({ call }) => call),
      results: calls.map(({ call, end }) => show(call, end)),
      continuation: calls[0]?.continuation ?? null,
    })),
    own: 1 + Math.max(-1, ...own.map(({ round }) => round)),
    effects: effectsOf(ends),
  };
}

/**
 * Makes the calls that a model requests, all at once, each recorded before and after it. A newer
 * message does not interrupt them. Returns null if the lane is lost, or the turn no longer waits
 * for its answer.
 */
export async function addRound(
  { all, own, effects: pending }: ToolRounds,
  { calls, continuation }: ModelToolCalls,
  turn: Turn,
  hold: LaneLease,
  deps: ToolRoundsDeps,
): Promise<ToolRounds | null> {
  const { messageId } = turn;
  const round = { round: own, calls, continuation };
  if (!(await deps.store.beginToolCalls(hold.lane, turn, round))) return null;
  const ends = await endAll(
    calls.map((call, idx) => () => {
      const place = { messageId, round: own, idx };
      return runAndNote(call, place, { turn, pending }, hold, deps);
    }),
    hold.ending,
  );
  if (ends === null) return null;
  const results = calls.map((call, idx) => show(call, ends[idx] ?? MAY_HAVE_HAPPENED));
  return {
    all: [...all, { calls, results, continuation }],
    own: own + 1,
    effects: [...pending, ...effectsOf(ends)],
  };
}

async function resume(
  { call, ...place }: RecordedCall,
  asked: Pick<ToolContext, "turn" | "pending">,
  hold: LaneLease,
  deps: ToolRoundsDeps,
): Promise<CallEnd | null> {
  const tool = deps.tools.find(({ definition }) => definition.name === call.name);
  if (tool?.isRepeatable === true) return runAndNote(call, place, asked, hold, deps);
  return note(MAY_HAVE_HAPPENED, place, hold, deps);
}

async function runAndNote(
  call: ToolCall,
  place: CallPlace,
  asked: Pick<ToolContext, "turn" | "pending">,
  hold: LaneLease,
  deps: ToolRoundsDeps,
): Promise<CallEnd | null> {
  const key = `${place.messageId}-${place.round}-${place.idx}`;
  const end = await runTool(call, { ...asked, key, signal: hold.ending }, deps);
  return note(end, place, hold, deps);
}

async function note(
  end: CallEnd,
  { messageId, round, idx }: CallPlace,
  { lane, ending }: LaneLease,
  { store }: ToolRoundsDeps,
): Promise<CallEnd | null> {
  // A call that our own stop interrupted has no outcome.
  if (ending.aborted) return null;
  return (await store.finishToolCall(lane, { messageId, round, idx }, end)) ? end : null;
}

/** Makes all calls at once; returns null if one could not be recorded, or `ending` aborts first. */
async function endAll(
  works: readonly (() => Promise<CallEnd | null>)[],
  ending: AbortSignal,
): Promise<CallEnd[] | null> {
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

function effectsOf(ends: readonly (CallEnd | null)[]): ToolEffect[] {
  return ends.map((end) => end?.effect ?? null).filter((effect) => effect !== null);
}

/**
 * Returns a result in the form shown to the model: text that a tool found is not an instruction.
 */
function show({ name }: ToolCall, { state, result }: CallEnd): string {
  return state === "failed" ? result : wrapUntrusted("tool result", { tool: name }, result).text;
}
