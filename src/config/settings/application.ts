import { baseUrl, flag, matching, oneOf, text } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const application = group("Application");

/** The settings of the whole process. */
export const applicationSettings = {
  appName: application("APP_NAME", text(), {
    default: "WhatsApp AI Bot",
    doc: "The name shown on the health page and in the API's documentation.",
  }),
  appEnv: application("APP_ENV", oneOf("development", "production"), {
    default: "development",
    doc: "In production, PUBLIC_URL and SECRET_KEY are required, and pages for developers are off.",
  }),
  debug: application("DEBUG", flag, {
    default: "false",
    doc: "Sets the default of LOG_LEVEL to debug; has no other effect.",
  }),
  logLevel: application("LOG_LEVEL", oneOf("trace", "debug", "info", "warning", "error"), {
    otherwise: "info, or debug if DEBUG is true",
    remedy: "choose one of these words",
    example: "info",
    doc: "Minimum log level. Messages, full numbers and secrets are never logged, at any level.",
  }),
  logFormat: application("LOG_FORMAT", oneOf("auto", "json", "pretty"), {
    default: "auto",
    doc: "How a log line is written: as JSON, or for people; auto is json in production and else pretty.",
  }),
  secretKey: application("SECRET_KEY", matching("32 random characters or more", /^.{32,}$/s), {
    secret: true,
    otherwise: "required in production, a fixed key in development",
    remedy: "create one with: openssl rand -hex 32",
    example: "generate-a-secure-random-string-here",
    isUsual: true,
    doc: "Key of the hashes that stand for users in logs and in requests to OpenAI.",
  }),
  releasesUrl: application("RELEASES_URL", baseUrl, {
    otherwise: "upgrade by hand",
    remedy: "set it to the address that holds SHA256SUMS and the release files",
    example: "https://downloads.example.org/whatsapp-ai-bot",
    doc: "The https address where `upgrade` finds new releases: the files that `bun run build:all` writes.",
  }),
} satisfies Record<string, Setting>;
