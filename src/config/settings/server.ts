import { databaseUrl, flag, key, listOf, matching, origin, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const server = group("Server");
const TOKEN = "32 visible characters or more, without spaces";

/** The settings of the HTTP server and the database. */
export const serverSettings = {
  host: server("HOST", matching("an address or a host name", /^[\w.:[\]-]+$/), {
    default: "0.0.0.0",
    doc: "The address to listen on.",
  }),
  port: server("PORT", wholeNumber(0, 65_535), {
    default: "8000",
    doc: "The port to listen on; 0 picks a free one.",
  }),
  publicUrl: server("PUBLIC_URL", origin, {
    otherwise: "required for webhooks in production, else localhost:PORT",
    remedy: "set it to the origin of the webhook's address, as the messenger's console shows it",
    example: "https://bot.example.org",
    doc: "The origin at which the messenger reaches this server; signatures are checked against it.",
  }),
  databaseUrl: server("DATABASE_URL", databaseUrl, {
    default: "sqlite:///./data/whatsapp_bot.db",
    doc: "A SQLite file: sqlite:/// and a path, or only a path. Or a PostgreSQL database: postgresql:// and user:password@host/database.",
  }),
  databasePoolSize: server("DATABASE_POOL_SIZE", wholeNumber(2, 500), {
    default: "10",
    doc: "Connections of each server to PostgreSQL, plus one that listens for events; max_connections must exceed their sum over all servers.",
  }),
  allowedOrigins: server("ALLOWED_ORIGINS", listOf(origin), {
    otherwise: "none",
    remedy: "write the scheme, host and port of each, or leave it out",
    example: "https://app.example.org,https://admin.example.org",
    doc: "Origins whose pages may call this server from a browser (CORS).",
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
    remedy: "create one with: openssl rand -hex 32",
    example: "your_metrics_token",
    doc: "The bearer token that Prometheus needs to read /metrics.",
  }),
  adminSessionDays: server("ADMIN_SESSION_DAYS", wholeNumber(1, 365), {
    default: "7",
    doc: "Days for which an owner stays signed in at /admin after opening a link.",
  }),
  adminApiToken: server("ADMIN_API_TOKEN", matching(TOKEN, /^[\x21-\x7E]{32,}$/), {
    secret: true,
    otherwise: "the API is used from the page alone",
    remedy: "create one with: openssl rand -hex 32",
    example: "your_admin_api_token",
    doc: "The bearer token with which other software uses the API under /admin/api, for example to write to a user.",
  }),
  workers: server("WORKERS", wholeNumber(1, 1_000), {
    default: "32",
    doc: "Number of users that are answered at the same time.",
  }),
} satisfies Record<string, Setting>;
