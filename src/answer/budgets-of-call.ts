import type { Clock } from "../core/ports.ts";
import { addressesOf } from "../core/user-address.ts";
import { MAX_HOSTED_SEARCHES } from "../core/web.ts";
import type { Costs } from "../ledger/costs.ts";
import type { Budget, ModelCall } from "../store/spending.ts";
import { NO_LIMITS } from "../store/charges.ts";
import type { Store } from "../store/store.ts";
import type { Turn } from "../store/turn.ts";
import type { Tool } from "./tools/tool.ts";
import { costOfCalls, type ToolRoundsDeps } from "./tools/tool-rounds.ts";

/** An upper bound of the tokens that one search by OpenAI adds to a prompt. */
const TOKENS_OF_A_SEARCH = 10_000;

/** Returns the most that a call may cost, and the most without the tools that are charged. */
export function budgetsOfCall(
  turn: Turn,
  call: {
    readonly inputTokens: number;
    readonly hasTools: boolean;
    /** True if the model may search the web itself. */
    readonly isSearching: boolean;
  },
  {
    tools,
    clock,
    costs,
    limits,
    maxParts,
    dayOf,
  }: {
    readonly tools: readonly Tool[];
    readonly clock: Pick<Clock, "now">;
    readonly costs: Costs;
    readonly limits: {
      readonly output: number;
      readonly daily: number;
      readonly dailyPerUser: number;
    };
    readonly maxParts: number;
    dayOf(at: number): string;
  },
): Pick<ModelCall, "budget" | "lesser"> {
  const ofTools = call.hasTools ? costOfCalls(tools) : 0n;
  const ofSearches = call.isSearching ? costOfHostedSearches(costs) : 0n;
  const found = call.isSearching ? MAX_HOSTED_SEARCHES * TOKENS_OF_A_SEARCH : 0;
  const inputTokens = call.inputTokens + found;
  const budgetWith = (beside: bigint): Budget => ({
    day: dayOf(clock.now()),
    tokens: inputTokens + limits.output,
    dailyLimit: limits.daily,
    dailyLimitPerUser: limits.dailyPerUser,
    money: costs.budgetOfCall({
      inputTokens,
      outputTokens: limits.output,
      beside,
      sid: turn.sid,
      to: addressesOf(turn.user.identity),
      parts: maxParts,
      own: turn.user.budget,
    }),
  });
  const beside = ofTools + ofSearches;
  const hasLesser = beside > 0n && costs.isLimited(turn.user.budget);
  return { budget: budgetWith(beside), lesser: hasLesser ? budgetWith(0n) : undefined };
}

/**
 * Returns the function that reserves what repeated calls of tools are charged, whatever the limits: the
 * user waits for what they have asked for already.
 */
export function createReserve({
  store,
  clock,
  costs,
  dayOf,
}: {
  readonly store: Pick<Store, "reserveTokens">;
  readonly clock: Pick<Clock, "now">;
  readonly costs: Costs;
  dayOf(at: number): string;
}): ToolRoundsDeps["reserveRepeated"] {
  return async (beside, turn, lane) => {
    const none = { inputTokens: 0, outputTokens: 0, parts: 0, to: [] };
    const own = turn.user.budget;
    const money = costs.budgetOfCall({ ...none, beside, sid: turn.sid, own });
    const reserved = await store.reserveTokens(lane, turn, {
      day: dayOf(clock.now()),
      tokens: 0,
      dailyLimit: 0,
      dailyLimitPerUser: 0,
      money: { ...money, ...NO_LIMITS },
    });
    return reserved !== null;
  };
}

function costOfHostedSearches(costs: Costs): bigint {
  const billed = { kind: "search", provider: "openai", model: "web_search" } as const;
  const charges = costs.chargesOf({ ...billed, searches: MAX_HOSTED_SEARCHES }, null);
  return charges.reduce((sum, { nanoDollars }) => sum + nanoDollars, 0n);
}
