import type { Channels } from "../channels/join-channels.ts";
import type { Config } from "../config.ts";
import { type Costs, createCosts, type Priced } from "../ledger/costs.ts";
import { loadPrices } from "../ledger/load-prices.ts";
import { createTariff } from "../ledger/tariff.ts";
import { providerOf } from "../models/openai/provider.ts";
import { chooseProvider, type ProviderSettings } from "../models/registry.ts";
import type { Tariff } from "../store/charges.ts";

export interface Ledger {
  readonly tariff: Tariff;
  readonly costs: Costs;
  /** The day of the price list. */
  readonly pricesFrom: string;
}

/**
 * Reads the prices and returns the costs of messages and calls. Throws `ConfigError` if they are
 * invalid.
 */
export async function openLedger(config: Config, channels: Channels): Promise<Ledger> {
  const prices = await loadPrices(config.pricesFile);
  const { timezone, billingTimezone } = config;
  const channelOf = (sid: string) => channels.nameOf(sid);
  // Read anew for each call: the owner may change them meanwhile.
  const limits = {
    get daily() {
      return config.dailyBudget;
    },
    get monthly() {
      return config.monthlyBudget;
    },
    get dailyPerUser() {
      return config.dailyBudgetPerUser;
    },
    get monthlyPerUser() {
      return config.monthlyBudgetPerUser;
    },
  };
  const tariff = createTariff({ prices, timezone, billingTimezone, limits, channelOf });
  const { models, transcription, speech } = pricedModels(config);
  const costs = createCosts({
    prices,
    tariff,
    models,
    transcription,
    speech,
    channelOf,
  });
  return { tariff, costs, pricesFrom: prices.date };
}

/** Returns the models in the settings, and their providers. */
export function pricedModels(
  config: Pick<
    Config,
    | "openaiTranscriptionBaseUrl"
    | "openaiTranscriptionModel"
    | "openaiSpeechBaseUrl"
    | "openaiSpeechModel"
    | "imageBaseUrl"
    | "imageModel"
  > &
    ProviderSettings,
): {
  readonly models: readonly Priced[];
  readonly transcription: Priced;
  readonly speech: Priced;
  /** Null if no pictures are made. */
  readonly picture: Priced | null;
} {
  return {
    models: chooseProvider(config).modelsIn(config),
    transcription: {
      provider: providerOf(config.openaiTranscriptionBaseUrl),
      model: config.openaiTranscriptionModel,
    },
    speech: {
      provider: providerOf(config.openaiSpeechBaseUrl),
      model: config.openaiSpeechModel,
    },
    picture:
      config.imageModel === null
        ? null
        : { provider: providerOf(config.imageBaseUrl), model: config.imageModel },
  };
}
