import { ConfigError } from "../core/errors.ts";
import { settings } from "./settings.ts";

/**
 * The settings that the owner's page may change without a restart: those that the program reads
 * anew for each message or run.
 */
export const LIVE_SETTINGS = [
  "systemPrompt",
  "welcomeMessage",
  "humanContact",
  "voiceEcho",
  "maxReplyParts",
  "maxConversationHistory",
  "maxContextTokens",
  "maxVoiceMinutes",
  "dailyTokenLimit",
  "dailyTokenLimitPerUser",
  "dailyMediaLimitPerUser",
  "dailyBudget",
  "monthlyBudget",
  "dailyBudgetPerUser",
  "monthlyBudgetPerUser",
  "rateLimitMessages",
  "rateLimitWindowSeconds",
  "conversationIdleHours",
  "messageSettleMs",
  "messageRetentionDays",
  "mediaRetentionDays",
  "logLevel",
] as const satisfies readonly (keyof typeof settings)[];

export type LiveSetting = (typeof LIVE_SETTINGS)[number];

/** Values by their names in the environment. */
type StoredSettings = Readonly<Record<string, string>>;

export interface LiveSettings<Config> {
  /** The settings; those of `LIVE_SETTINGS` are read anew with each access. */
  readonly config: Config;
  /**
   * Applies what is stored, and resets what is not; the environment wins. Returns the faults of
   * values that cannot be read, which are left out.
   */
  apply(stored: StoredSettings): readonly string[];
  /** Returns the stored values that hold. */
  applied(): StoredSettings;
}

/** Makes settings that can change while the program runs; `read` throws `ConfigError`. */
export function createLiveSettings<Config extends { readonly given: ReadonlySet<string> }>(
  initial: Config,
  read: (key: LiveSetting, text: string) => unknown,
): LiveSettings<Config> {
  const before: Readonly<Record<string, unknown>> = initial;
  const current: Record<string, unknown> = { ...initial };
  let held: StoredSettings = {};
  const config = Object.defineProperties(
    { ...initial },
    Object.fromEntries(
      LIVE_SETTINGS.map((key) => [key, { enumerable: true, get: () => current[key] }]),
    ),
  );
  return {
    config,
    apply: (stored) => {
      const faults: string[] = [];
      const holding: Record<string, string> = {};
      for (const key of LIVE_SETTINGS) {
        const { env } = settings[key];
        const text = initial.given.has(env) ? undefined : stored[env];
        current[key] = before[key];
        if (text === undefined) continue;
        try {
          current[key] = read(key, text);
          holding[env] = text;
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          faults.push(...error.faults);
        }
      }
      held = holding;
      return faults;
    },
    applied: () => held,
  };
}
