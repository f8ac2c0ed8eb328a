import type { PictureUsage, SpeechUsage, Usage } from "../core/usage.ts";
import {
  isLimited,
  limitsFor,
  type MoneyBudget,
  type MoneyLimits,
  type NewCharge,
  type Tariff,
  type UserBudget,
} from "../store/charges.ts";
import type { PriceList } from "./price-list.ts";
import { isPricedByToken, priceOf, type Used } from "./price-of.ts";

/** A model and its provider. */
export interface Priced {
  readonly provider: string;
  readonly model: string;
}

/** Prices planned and actual usage. */
export interface Costs {
  /** Returns the most that a call of any of the models may cost, together with the parts of its reply. */
  budgetOfCall(call: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** The most that may be charged beside its tokens, in nano-dollars. */
    readonly beside: bigint;
    /** The message that is answered. */
    readonly sid: string | null;
    /** The addresses of its user, which its reply may go to. */
    readonly to: readonly string[];
    readonly parts: number;
    /** The limits of its user's own. */
    readonly own: UserBudget;
  }): MoneyBudget;
  /** Returns the same for a recording. */
  budgetOfSound(audioMs: number, sid: string | null, own: UserBudget): MoneyBudget;
  /**
   * Returns the same for a text that is spoken; `usage` states the most that it may use, and `beside`
   * what may be charged beside it.
   */
  budgetOfSpeech(
    usage: Pick<SpeechUsage, "tokens" | "textTokens" | "audioMs" | "characters">,
    beside: bigint,
    sid: string | null,
    own: UserBudget,
  ): MoneyBudget;
  /** The limits that hold for a user with these of their own. */
  limitsOf(own: UserBudget): MoneyLimits;
  /** Returns true if any budget limits a user with these limits of their own. */
  isLimited(own: UserBudget): boolean;
  /** Returns the charges for a usage; none if its provider did not count it. */
  chargesOf(usage: Usage, sid: string | null): NewCharge[];
  /** Returns what a part of a reply to a user may cost. */
  priceOfPart(sid: string | null, to: readonly string[]): bigint;
}

export function createCosts(rules: {
  readonly prices: PriceList;
  readonly tariff: Tariff;
  readonly models: readonly Priced[];
  readonly transcription: Priced;
  readonly speech: Priced;
  channelOf(sid: string): string | null;
}): Costs {
  const { prices, tariff, models, transcription, speech } = rules;
  const channelOf = (sid: string | null) => (sid === null ? null : rules.channelOf(sid));

  function priceOfPart(sid: string | null, to: readonly string[]): bigint {
    const fee = tariff.accepted(sid ?? "")?.nanoDollars ?? 0n;
    const rates = to.map(
      (address) => tariff.delivered(sid ?? "", { to: address, from: null })?.nanoDollars ?? 0n,
    );
    return fee + rates.reduce((most, rate) => (rate > most ? rate : most), 0n);
  }

  function charge(used: Used, units: NewCharge["units"], sid: string | null): NewCharge {
    const { kind, provider, model } = used;
    return { kind, provider, model, channel: channelOf(sid), units, ...priceOf(used, prices) };
  }

  const limitsOf = (own: UserBudget) => limitsFor(tariff.limits, own);

  function chargesOfSearches(
    { provider, model }: Priced,
    searches: number,
    sid: string | null,
  ): NewCharge[] {
    if (searches === 0) return [];
    const used = { kind: "search", provider, model, amount: searches } as const;
    return [charge(used, { searches }, sid)];
  }

  function chargeOfPictures(usage: PictureUsage, sid: string | null): NewCharge {
    const { kind, provider, model, pictures, isAssumed, tokens } = usage;
    const counted = { ...tokens, cached: 0, cacheWrite: 0 };
    const used = { kind, provider, model, amount: pictures, tokens: counted, isAssumed };
    return charge(used, { pictures, ...tokens, ...(isAssumed && { assumed: 1 }) }, sid);
  }

  return {
    budgetOfCall: ({ inputTokens, outputTokens, beside, sid, to, parts, own }) => {
      const input = inputTokens;
      const most = { input, cached: 0, output: outputTokens };
      // A prompt costs most if it is written to the cache, if that has a separate price.
      const bounds = models.flatMap((one) =>
        [0, input].map((cacheWrite) => {
          const used = { kind: "model", ...one, tokens: { ...most, cacheWrite } } as const;
          return Object.assign({ nanoDollars: priceOf(used, prices).nanoDollars }, one);
        }),
      );
      const dearest = bounds.reduce((top, one) => (one.nanoDollars > top.nanoDollars ? one : top));
      const { provider, model, nanoDollars } = dearest;
      const part = priceOfPart(sid, to);
      return {
        call: nanoDollars + beside,
        parts: part * BigInt(parts),
        aside: part,
        of: { kind: "model", channel: channelOf(sid), provider, model },
        ...limitsOf(own),
      };
    },
    budgetOfSound: (audioMs, sid, own) => ({
      call: priceOf({ kind: "transcription", ...transcription, amount: audioMs }, prices)
        .nanoDollars,
      parts: 0n,
      of: { kind: "transcription", channel: channelOf(sid), ...transcription },
      ...limitsOf(own),
    }),
    budgetOfSpeech: (usage, beside, sid, own) => ({
      call: priceOf(spoken({ ...usage, kind: "speech", ...speech }), prices).nanoDollars + beside,
      parts: 0n,
      of: { kind: "speech", channel: channelOf(sid), ...speech },
      ...limitsOf(own),
    }),
    limitsOf,
    isLimited: (own) => isLimited(limitsOf(own)),
    chargesOf: (usage, sid) => {
      if (usage.kind === "search") return chargesOfSearches(usage, usage.searches, sid);
      if (usage.kind === "picture") return [chargeOfPictures(usage, sid)];
      const { kind, provider, model } = usage;
      if (kind === "transcription") {
        const { audioMs } = usage;
        if (audioMs === null) return [];
        return [charge({ kind, provider, model, amount: audioMs }, { audioMs }, sid)];
      }
      if (kind === "speech") {
        const used = spoken(usage);
        // What is charged by the token, of a server that did not count it, is not known.
        if (used.tokens === undefined && isPricedByToken(used, prices)) return [];
        const { audioMs, characters } = usage;
        const { input = 0, output = 0 } = used.tokens ?? {};
        return [charge(used, { input, output, characters, audioMs }, sid)];
      }
      const { tokens, cacheWriteTokens: cacheWrite = 0, serviceTier: tier, searches = 0 } = usage;
      const counted = tokens && {
        input: tokens.promptTokens,
        cached: tokens.cachedTokens,
        cacheWrite,
        output: tokens.completionTokens,
      };
      const used = { kind, provider, model, tier: tier ?? null } as const;
      const ofTokens =
        counted === null
          ? []
          : [charge({ ...used, tokens: counted }, { ...counted, ...(tier && { tier }) }, sid)];
      const billed = { provider, model: "web_search" };
      return [...ofTokens, ...chargesOfSearches(billed, searches, sid)];
    },
    priceOfPart,
  };
}

/** Returns what speaking used, in the units that it can be priced by. */
function spoken({ kind, provider, model, tokens, textTokens, audioMs, characters }: SpeechUsage) {
  const counted = tokens && {
    input: tokens.promptTokens,
    cached: tokens.cachedTokens,
    cacheWrite: 0,
    output: tokens.completionTokens,
    ...(textTokens !== undefined && { textOutput: textTokens }),
  };
  return {
    kind,
    provider,
    model,
    amount: audioMs,
    characters,
    ...(counted !== null && { tokens: counted }),
  } satisfies Used;
}
