const TROUBLES: readonly (readonly [RegExp, string])[] = [
  [
    /insufficient_quota|billing|credit/i,
    "The OpenAI account is empty: add credit at https://platform.openai.com/settings/organization/billing.",
  ],
  [
    /invalid_api_key|\b401\b/,
    "OPENAI_API_KEY was refused: make a new one at https://platform.openai.com/api-keys.",
  ],
  [/model_not_found|\b404\b/, "OPENAI_MODEL names a model that this account does not have."],
  [
    /context_length_exceeded/,
    "The conversation was too long for the model: lower MAX_CONVERSATION_HISTORY.",
  ],
  [
    /answer-too-large|answer is too large/,
    "The model wrote without end: set OPENAI_MAX_OUTPUT_TOKENS, or choose another model.",
  ],
  [/rate_limit|\b429\b/, "The model's server had too many requests: it was tried again by itself."],
  [/timeout|no whole answer in time|call-window/, "The model did not answer in time."],
  [
    /no connection/,
    "The model's server could not be reached: check the network and OPENAI_BASE_URL.",
  ],
  [/\b5\d\d\b/, "The model's server had a fault of its own."],
];

/** What a stored model error means and what can be done; null for one that we have no words for. */
export function explainTrouble(error: string): string | null {
  return TROUBLES.find(([pattern]) => pattern.test(error))?.[1] ?? null;
}
