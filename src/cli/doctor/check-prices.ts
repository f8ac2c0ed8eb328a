import type { Config } from "../../config.ts";
import { ConfigError } from "../../core/errors.ts";
import { fault, type Finding, ok, skipped, warning } from "../../core/finding.ts";
import { priceWarnings } from "../price-warnings.ts";

/** Checks that every model has a price, and that the prices are recent. */
export async function checkPrices(config: Partial<Config>): Promise<Finding[]> {
  const { openaiModel, openaiTranscriptionModel, openaiSpeechModel } = config;
  const { openaiBaseUrl = null, pricesFile = null } = config;
  const { openaiTranscriptionBaseUrl = openaiBaseUrl, voiceReplies = "off" } = config;
  const { openaiSpeechBaseUrl = openaiBaseUrl } = config;
  const { imageModel = null, imageBaseUrl = openaiBaseUrl } = config;
  if (
    openaiModel === undefined ||
    openaiTranscriptionModel === undefined ||
    openaiSpeechModel === undefined
  ) {
    return [skipped("no model setting is valid")];
  }
  const names = { openaiTranscriptionModel, openaiSpeechModel, imageModel };
  const others = { openaiTranscriptionBaseUrl, openaiSpeechBaseUrl, imageBaseUrl };
  const priced = { ...config, ...names, ...others, pricesFile, voiceReplies };
  try {
    const warnings = await priceWarnings(priced, Date.now());
    if (warnings.length === 0) return [ok("every model has a recent price")];
    return warnings.map((text) => warning(text, null));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((text) => fault(text, "see docs/costs.md"));
  }
}
