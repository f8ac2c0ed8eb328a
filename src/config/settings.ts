import {
  baseUrl,
  databaseUrl,
  flag,
  key,
  listOf,
  matching,
  oneOf,
  origin,
  text,
  whatsappNumber,
  wholeNumber,
  type Kind,
} from "./kinds.ts";
import { openaiSettings } from "./openai-settings.ts";
import { group, type Setting } from "./setting.ts";
import { limitSettings } from "./settings/limits.ts";
import { peopleSettings } from "./settings/people.ts";

const application = group("Application");
const server = group("Server");
const twilio = group("Twilio");
const conversation = group("Conversation");

const SYSTEM_PROMPT =
  "You are a helpful assistant whom people write to on WhatsApp. Answer in the language of the " +
  "last message. Keep it short enough to read on a phone: a few sentences, more only when asked. " +
  "Write plain text and short lists, no tables and no headings. Say so when you do not know, and " +
  "ask back when a question is unclear.";

/** Every setting there is: .env.example, the README's table and the Config are made from this. */
export const settings = {
  appName: application("APP_NAME", text(), {
    default: "WhatsApp AI Bot",
    doc: "The name that the health page and the API's documentation show.",
  }),
  appEnv: application("APP_ENV", oneOf("development", "production"), {
    default: "development",
    doc: "In production PUBLIC_URL and SECRET_KEY are required, and pages for developers are off.",
  }),
  debug: application("DEBUG", flag, {
    default: "false",
    doc: "Makes debug the default of LOG_LEVEL; nothing else.",
  }),
  logLevel: application("LOG_LEVEL", oneOf("trace", "debug", "info", "warning", "error"), {
    otherwise: "info, or debug when DEBUG is on",
    remedy: "choose one of these words",
    example: "info",
    doc: "The least level that is logged. Messages, full numbers and secrets never are.",
  }),
  secretKey: application("SECRET_KEY", matching("32 random characters or more", /^.{32,}$/s), {
    secret: true,
    otherwise: "required in production, a fixed key in development",
    remedy: "make one with: openssl rand -hex 32",
    example: "generate-a-secure-random-string-here",
    isUsual: true,
    doc: "Keys the hashes under which users appear in logs and at OpenAI.",
  }),
  releasesUrl: application("RELEASES_URL", baseUrl, {
    otherwise: "the program is upgraded by hand",
    remedy: "set it to the address that holds SHA256SUMS and the release files",
    example: "https://downloads.example.org/whatsapp-ai-bot",
    doc: "Where `upgrade` finds new releases: what `bun run build:all` writes, at an https address.",
  }),
  host: server("HOST", matching("an address or a host name", /^[\w.:[\]-]+$/), {
    default: "0.0.0.0",
    doc: "The address to listen on.",
  }),
  port: server("PORT", wholeNumber(0, 65_535), {
    default: "8000",
    doc: "The port to listen on; 0 takes any free one.",
  }),
  publicUrl: server("PUBLIC_URL", origin, {
    otherwise: "required in production, http://localhost:PORT in development",
    remedy: "take the origin of the webhook's address in the Twilio console",
    example: "https://bot.example.org",
    doc: "The origin under which Twilio reaches this server: signatures are checked against it.",
  }),
  databaseUrl: server("DATABASE_URL", databaseUrl, {
    default: "sqlite:///./data/whatsapp_bot.db",
    doc: "A file for SQLite (sqlite:/// and a path, or a path alone), or postgresql://user:password@host:5432/database.",
  }),
  databasePoolSize: server("DATABASE_POOL_SIZE", wholeNumber(2, 500), {
    default: "10",
    doc: "Connections of each server to PostgreSQL, beside one that listens; max_connections must be above all of them.",
  }),
  allowedOrigins: server("ALLOWED_ORIGINS", listOf(origin), {
    otherwise: "none",
    remedy: "write scheme, host and port of each, or leave it out",
    example: "https://app.example.org,https://admin.example.org",
    doc: "Pages of these origins may call this server from a browser (CORS).",
  }),
  docsEnabled: server("DOCS_ENABLED", flag, {
    otherwise: "true in development, false in production",
    remedy: "write true or false",
    example: "true",
    doc: "Serves the API's documentation at /docs and /redoc.",
  }),
  metricsToken: server("METRICS_TOKEN", key("a token"), {
    secret: true,
    otherwise: "/metrics is open in development and off in production",
    remedy: "make one with: openssl rand -hex 32",
    example: "your_metrics_token",
    doc: "The bearer token with which Prometheus may read /metrics.",
  }),
  workers: server("WORKERS", wholeNumber(1, 1_000), {
    default: "32",
    doc: "How many users are answered at the same time.",
  }),
  twilioAccountSid: twilio(
    "TWILIO_ACCOUNT_SID",
    matching("AC followed by 32 hexadecimal digits", /^AC[0-9a-f]{32}$/i),
    {
      isRequired: true,
      remedy: "copy the Account SID from the start page of the Twilio console",
      example: "your_twilio_account_sid",
      doc: "The Account SID, from the start page of the Twilio console.",
    },
  ),
  twilioAuthToken: twilio("TWILIO_AUTH_TOKEN", key("the primary auth token"), {
    secret: true,
    isRequired: true,
    remedy: "copy the primary Auth Token from the start page of the Twilio console",
    example: "your_twilio_auth_token",
    doc: "The primary Auth Token: Twilio signs with no other one.",
  }),
  twilioWhatsappNumber: twilio("TWILIO_WHATSAPP_NUMBER", whatsappNumber, {
    isRequired: true,
    remedy: "copy it from the WhatsApp senders or the sandbox in the Twilio console",
    example: "your_twilio_whatsapp_number",
    doc: "The number that people write to, such as whatsapp:+14155238886 (the sandbox); the scheme may be left out.",
  }),
  twilioApiBaseUrl: twilio("TWILIO_API_BASE_URL", origin, {
    otherwise: "Twilio itself",
    remedy: "leave it out to talk to Twilio",
    example: "http://localhost:8001",
    doc: "A stand-in for Twilio's API, for tests; in production only on this machine.",
  }),
  replyMode: twilio("REPLY_MODE", oneOf("rest", "twiml"), {
    default: "rest",
    doc: "How answers leave: sent by Twilio's REST API, or in the webhook's own response, as a trial account must.",
  }),
  outboundMode: twilio("OUTBOUND_MODE", oneOf("at-least-once", "at-most-once"), {
    default: "at-least-once",
    doc: "What becomes of a part that may have been sent and left no trace at Twilio: sent once more, or given up.",
  }),
  sendGraceSeconds: twilio("SEND_GRACE_SECONDS", wholeNumber(25, 3_600), {
    default: "30",
    doc: "After so long without a trace at Twilio a part counts as not sent, and OUTBOUND_MODE decides; more is safer against doubles, and slower.",
  }),
  catchUp: twilio("CATCH_UP", flag, {
    otherwise: "true in production, false in development",
    remedy: "write true or false",
    example: "true",
    doc: "Fetches what reached Twilio while this server was away; for one database per number only.",
  }),
  twilioDeleteMedia: twilio("TWILIO_DELETE_MEDIA", flag, {
    default: "false",
    doc: "Removes Twilio's copy of a picture, recording or document once it has been answered.",
  }),
  ...openaiSettings,
  systemPrompt: conversation("SYSTEM_PROMPT", text(), {
    default: SYSTEM_PROMPT,
    doc: "What the model is told about itself before every conversation.",
  }),
  maxConversationHistory: conversation("MAX_CONVERSATION_HISTORY", wholeNumber(0, 200), {
    default: "40",
    doc: "How many past messages, of both sides together, the model is shown at most; one more, and the older half is left out, so that prompts begin alike for long and are cheaper.",
  }),
  voiceEcho: conversation("VOICE_ECHO", flag, {
    default: "false",
    doc: "Repeats what was heard in a voice note above its answer.",
  }),
  mediaRetentionDays: conversation("MEDIA_RETENTION_DAYS", wholeNumber(1, 36_500), {
    default: "7",
    doc: "How long pictures and the texts of documents are kept for later questions.",
  }),
  messageRetentionDays: conversation("MESSAGE_RETENTION_DAYS", wholeNumber(0, 36_500), {
    default: "0",
    doc: "After how many days messages and their answers are deleted, at least two; 0 keeps them.",
  }),
  burstMode: conversation("BURST_MODE", oneOf("merge", "separate"), {
    default: "merge",
    doc: "Whether messages that come close together are answered together, or each by itself.",
  }),
  messageSettleMs: conversation("MESSAGE_SETTLE_MS", wholeNumber(0, 10_000), {
    default: "300",
    doc: "How long a message waits for more to follow, in milliseconds.",
  }),
  conversationIdleHours: conversation("CONVERSATION_IDLE_HOURS", wholeNumber(1, 8_760), {
    default: "12",
    doc: "After so many hours of rest the next message begins a new conversation.",
  }),
  ...peopleSettings,
  ...limitSettings,
} satisfies Record<string, Setting>;

type Settings = typeof settings;
type ValueOf<S> = S extends { kind: Kind<infer T> } ? T : never;

/** What was set or holds by default; null where a rule decides. */
export type Values = {
  readonly [K in keyof Settings]: Settings[K] extends { otherwise: string }
    ? ValueOf<Settings[K]> | null
    : ValueOf<Settings[K]>;
};
