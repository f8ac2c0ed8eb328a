import type { PricedMessage, PriceSource } from "../core/message-prices.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { ScheduledTask } from "../core/scheduled-task.ts";
import type { ActualPrice } from "../store/charges.ts";

const HOUR_MS = 3_600_000;
/** The first run looks back as far: what was charged before stays estimated. */
const FIRST_MS = 48 * HOUR_MS;
/** A price that is not known after so long is waited for no longer. */
const TIMEOUT_MS = 36 * HOUR_MS;
/** No price is known earlier. */
const YOUNGEST_MS = HOUR_MS;
/** The span of one list. */
const SPAN_MS = 6 * HOUR_MS;
/** The prices of one transaction, which bounds how long other writers wait. */
const BATCH = 50;

export interface SettlePricesDeps {
  /** The sources of actual prices, by channel. */
  readonly prices: ReadonlyMap<string, PriceSource>;
  readonly store: {
    readState(key: StateKey): Promise<string | null>;
    writeState(key: StateKey, value: string): Promise<void>;
    correctCharges(prices: readonly ActualPrice[]): Promise<number>;
  };
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
  isStopping(): boolean;
}

type StateKey = `priced-up-to:${string}`;

/** Puts what each message really cost in the place of its estimate, every hour, on one server. */
export function settlePricesTask(deps: SettlePricesDeps): ScheduledTask {
  return {
    name: "settle-prices",
    pattern: "47 * * * *",
    exclusive: { restMs: HOUR_MS / 2 },
    isWanted: () => Promise.resolve(deps.prices.size > 0),
    run: async () => {
      for (const [channel, source] of deps.prices) await settlePrices(channel, source, deps);
    },
  };
}

/**
 * Lists from the oldest message whose price is not known yet, and remembers how far it came. Throws what
 * `PriceSource` throws: the next run begins where this one did.
 */
async function settlePrices(
  channel: string,
  source: PriceSource,
  { store, clock, log, isStopping }: SettlePricesDeps,
): Promise<void> {
  const now = clock.now();
  const key: StateKey = `priced-up-to:${channel}`;
  const known = Number((await store.readState(key)) ?? now - FIRST_MS);
  const end = now - YOUNGEST_MS;
  let reached = end;
  const foreign = new Set<string>();
  let corrected = 0;
  let from = Math.max(known, now - FIRST_MS);
  while (from < end && !isStopping()) {
    const to = Math.min(from + SPAN_MS, end);
    const { messages, isWhole } = await source.listPrices({ from, to });
    if (!isWhole) log.warn("price list truncated", { channel });
    corrected += await correctAll(messages, store);
    for (const { price, sentAt } of messages) {
      if (price.kind === "foreign") foreign.add(price.currency);
      const isAwaited = price.kind === "not-yet" && sentAt > now - TIMEOUT_MS;
      if (isAwaited) reached = Math.min(reached, sentAt);
    }
    from = to;
  }
  await store.writeState(key, String(Math.min(reached, from)));
  for (const currency of foreign) {
    log.warn("prices are not in US dollars, so estimates remain", { channel, currency });
  }
  if (corrected > 0) log.info("charges corrected", { channel, messages: corrected });
}

async function correctAll(
  messages: readonly PricedMessage[],
  store: SettlePricesDeps["store"],
): Promise<number> {
  const prices = messages.flatMap(({ sid, direction, price }) =>
    price.kind === "known" ? [{ sid, direction, nanoDollars: price.nanoDollars }] : [],
  );
  let corrected = 0;
  while (prices.length > 0) corrected += await store.correctCharges(prices.splice(0, BATCH));
  return corrected;
}
