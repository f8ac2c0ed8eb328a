import { baseUrl, flag, matching, oneOf, text } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const application = group("Application");

/** What the whole process is. */
export const applicationSettings = {
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
} satisfies Record<string, Setting>;
