import { pricedModels } from "../app/open-ledger.ts";
import type { Config } from "../config.ts";
import { loadPrices } from "../ledger/load-prices.ts";
import type { PriceList } from "../ledger/price-list.ts";
import { isPriced } from "../ledger/price-of.ts";

const DAY_MS = 86_400_000;
const MAX_AGE_DAYS = 90;

type PricedConfig = Parameters<typeof pricedModels>[0] &
  Pick<Config, "pricesFile" | "voiceReplies">;

/**
 * Returns a sentence for each fault in the prices of these settings. Throws `ConfigError` if they
 * cannot be read.
 */
export async function priceWarnings(config: PricedConfig, now: number): Promise<string[]> {
  const prices = await loadPrices(config.pricesFile);
  return [...unpriced(config, prices), ...outdated(prices, now)];
}

function unpriced(config: PricedConfig, prices: PriceList): string[] {
  const { models, transcription, speech, picture } = pricedModels(config);
  const used = [
    ...models.map(({ provider, model }) => ({ kind: "model" as const, provider, model })),
    { kind: "transcription" as const, ...transcription },
    ...(config.voiceReplies === "off" ? [] : [{ kind: "speech" as const, ...speech }]),
    ...(picture === null ? [] : [{ kind: "picture" as const, ...picture }]),
  ];
  return used
    .filter((one) => !isPriced(one, prices))
    .map(
      ({ provider, model }) =>
        `The price of ${model} is unknown: it is charged at the highest price of ${provider}, as an estimate; add it to PRICES_FILE.`,
    );
}

function outdated({ date }: PriceList, now: number): string[] {
  const days = Math.floor((now - Date.parse(date)) / DAY_MS);
  if (!(days > MAX_AGE_DAYS)) return [];
  return [`The prices are of ${date}, ${days} days ago: upgrade, or set PRICES_FILE.`];
}
