import type { Config } from "../config.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import { isOpenAiOrigin } from "../core/openai-origin.ts";
import { retiredModel } from "../models/openai/retired-models.ts";
import { isNear } from "./postgres-address.ts";

/** What is allowed but probably not meant, one sentence each. */
export function startWarnings(config: Config, now: number): string[] {
  const warnings: string[] = [];
  if (config.accessMode === "open") {
    warnings.push("ACCESS_MODE is open: anyone who knows the number is answered, at your cost.");
  }
  if (config.appEnv === "production" && config.publicUrl.startsWith("http:")) {
    warnings.push(
      `PUBLIC_URL is ${config.publicUrl}, without encryption: what people write can be read on its way; use https://.`,
    );
  }
  const unprotected = unencryptedHost(config.databaseUrl);
  if (unprotected !== null) {
    warnings.push(
      `DATABASE_URL has no sslmode: what goes to ${unprotected} is not encrypted; add ?sslmode=verify-full.`,
    );
  }
  // Elsewhere the same name may mean another model.
  const models = isOpenAiOrigin(config.openaiBaseUrl)
    ? [config.openaiModel, config.openaiFallbackModel]
    : [];
  const listeners = isOpenAiOrigin(config.openaiTranscriptionBaseUrl)
    ? [config.openaiTranscriptionModel]
    : [];
  for (const name of [...models, ...listeners]) {
    const warning = name === null ? null : retiredModel(name, now);
    if (warning !== null) warnings.push(warning);
  }
  return warnings;
}

const ASKS_FOR_TLS = ["sslmode", "ssl", "tls"];

/** The database's host when it is elsewhere and nothing says whether the way there is encrypted. */
function unencryptedHost(databaseUrl: string): string | null {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === "sqlite") return null;
  const { hostname, searchParams } = new URL(location.url);
  return isNear(location.url) || ASKS_FOR_TLS.some((name) => searchParams.has(name))
    ? null
    : hostname;
}
