import type { Config } from "../config.ts";
import { isOpenAiOrigin } from "../openai/create-model.ts";
import { retiredModel } from "../openai/retired-models.ts";

/** What is allowed but probably not meant, one sentence each. */
export function startWarnings(config: Config, now: number): string[] {
  const warnings: string[] = [];
  if (config.accessMode === "open") {
    warnings.push(
      "ACCESS_MODE is open: everybody who knows the number is answered, and you pay for it.",
    );
  }
  // Elsewhere the same name may be anybody's.
  const models = isOpenAiOrigin(config.openaiBaseUrl)
    ? [config.openaiModel, config.openaiFallbackModel]
    : [];
  const listeners = isOpenAiOrigin(config.openaiTranscriptionBaseUrl)
    ? [config.openaiTranscriptionModel]
    : [];
  for (const name of [...models, ...listeners]) {
    const warning = name === null ? null : retiredModel(name, now);
    if (warning !== null) warnings.push(warning);
  }
  return warnings;
}
