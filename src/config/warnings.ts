import type { Config } from "../config.ts";

// From OpenAI's list of deprecations, as of November 2026.
const RETIRED_MODELS: readonly (readonly [pattern: RegExp, end: string, successor: string])[] = [
  [
    /^gpt-4-(turbo-preview|0125-preview|1106-preview)$/,
    "was shut down in March 2026",
    "gpt-6-luna",
  ],
  [/^gpt-4o(-mini)?(-\d{4}-\d{2}-\d{2})?$/, "ends on 14 January 2027", "gpt-6-luna"],
  [/^(whisper-1|gpt-4o-transcribe)$/, "ends on 26 February 2027", "gpt-transcribe"],
];

/** What is allowed but probably not meant, one sentence each. */
export function configWarnings(config: Config): string[] {
  const warnings: string[] = [];
  if (config.whitelistedUsers.length === 0) {
    warnings.push(
      "WHITELISTED_USERS is empty: everybody who knows the number is answered, and you pay for it",
    );
  }
  if (config.openaiBaseUrl === null) {
    warnings.push(...retirement("OPENAI_MODEL", config.openaiModel));
    warnings.push(...retirement("OPENAI_FALLBACK_MODEL", config.openaiFallbackModel));
  }
  if (config.openaiTranscriptionBaseUrl === null) {
    warnings.push(...retirement("OPENAI_TRANSCRIPTION_MODEL", config.openaiTranscriptionModel));
  }
  return warnings;
}

function retirement(env: string, model: string | null): string[] {
  return RETIRED_MODELS.filter(([pattern]) => model !== null && pattern.test(model)).map(
    ([, end, successor]) => `${env} is ${model}, which ${end}: use ${successor}`,
  );
}
