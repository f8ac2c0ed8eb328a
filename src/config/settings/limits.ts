import { dollars, matching, text, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const limits = group("Limits");
const MOST = 999_999_999;

/** Hard limits: on the length of a reply, and on the daily cost. */
export const limitSettings = {
  // Every user's recent times are kept in memory, so the cap bounds it.
  rateLimitMessages: limits("RATE_LIMIT_MESSAGES", wholeNumber(1, 10_000), {
    default: "10",
    doc: "Messages that one user may send within the window.",
  }),
  rateLimitWindowSeconds: limits("RATE_LIMIT_WINDOW_SECONDS", wholeNumber(1, 86_400), {
    default: "60",
    doc: "Length of that window in seconds.",
  }),
  timezone: limits("TIMEZONE", matching("a time zone such as Europe/Berlin", isTimezone), {
    default: "UTC",
    doc: "The time zone of the dates in prompts, and of the day that daily limits count.",
  }),
  maxReplyParts: limits("MAX_REPLY_PARTS", wholeNumber(1, 100), {
    default: "3",
    doc: "Messages of up to 1,600 characters that an answer may take; the rest is sent when the user asks for more.",
  }),
  maxContextTokens: limits("MAX_CONTEXT_TOKENS", wholeNumber(1_000, MOST), {
    default: "16000",
    doc: "Approximate maximum length of a prompt in tokens; the oldest messages are left out first.",
  }),
  dailyTokenLimit: limits("DAILY_TOKEN_LIMIT", wholeNumber(0, MOST), {
    default: "2000000",
    doc: "Tokens per day for all users together; 0 for no limit.",
  }),
  dailyTokenLimitPerUser: limits("DAILY_TOKEN_LIMIT_PER_USER", wholeNumber(0, MOST), {
    default: "200000",
    doc: "Tokens per day for one user; 0 for no limit.",
  }),
  dailyBudget: limits("DAILY_BUDGET_USD", dollars, {
    default: "0",
    doc: "Dollars that may be spent in a day on all users together: models, recordings and messages; 0 for no limit.",
  }),
  monthlyBudget: limits("MONTHLY_BUDGET_USD", dollars, {
    default: "0",
    doc: "Dollars that may be spent in a month on all users together; 0 for no limit.",
  }),
  dailyBudgetPerUser: limits("DAILY_BUDGET_USD_PER_USER", dollars, {
    default: "0",
    doc: "Dollars that may be spent in a day on one user; 0 for no limit.",
  }),
  monthlyBudgetPerUser: limits("MONTHLY_BUDGET_USD_PER_USER", dollars, {
    default: "0",
    doc: "Dollars that may be spent in a month on one user; 0 for no limit.",
  }),
  pricesFile: limits("PRICES_FILE", text(), {
    otherwise: "the prices that come with the program",
    remedy: "name a file of prices as docs/costs.md describes it, or leave it out",
    example: "./prices.json",
    doc: "A JSON file of prices that are added to, or replace, those that come with the program.",
  }),
  billingTimezone: limits(
    "BILLING_TIMEZONE",
    matching("a time zone such as Europe/Berlin", isTimezone),
    {
      otherwise: "TIMEZONE",
      remedy: "set it to the time zone of the WhatsApp Business account",
      example: "America/Sao_Paulo",
      doc: "Where the month begins in which Meta delivers a number's first 1,000 messages free.",
    },
  ),
  // A note of 16 MB plays for two hours, and is paid for by the second, before its content is
  // known.
  maxVoiceMinutes: limits("MAX_VOICE_MINUTES", wholeNumber(0, 240), {
    default: "10",
    doc: "Minutes of the longest recording that is transcribed; 0 for no limit. 10 minutes cost $0.045 with gpt-transcribe and count as 120,000 tokens towards the daily limits.",
  }),
  dailyMediaLimitPerUser: limits("DAILY_MEDIA_LIMIT_PER_USER", wholeNumber(0, MOST), {
    default: "50",
    doc: "Attachments per day that are processed for one user; 0 for no limit.",
  }),
} satisfies Record<string, Setting>;

function isTimezone(name: string): boolean {
  // The default is certainly valid, and even the first look-up of a process takes milliseconds.
  if (name === "UTC") return true;
  try {
    // Accepts the same names as Intl, whose formatter takes three times as long to create.
    return new Temporal.ZonedDateTime(0n, name).timeZoneId !== "";
  } catch {
    return false;
  }
}
