import { databaseUrl, flag, key, listOf, matching, origin, wholeNumber } from "../kinds.ts";
import { group, type Setting } from "../setting.ts";

const server = group("Server");

/** Where it listens, what it serves there, and where it keeps what it knows. */
export const serverSettings = {
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
    remedy: "take the origin of the webhook's address, as the messenger's console shows it",
    example: "https://bot.example.org",
    doc: "The origin under which the messenger reaches this server: signatures are checked against it.",
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
} satisfies Record<string, Setting>;
