/** The languages that the fixed sentences are written in. */
export const LANGUAGES = ["en", "es", "pt"] as const;

export type Language = (typeof LANGUAGES)[number];
