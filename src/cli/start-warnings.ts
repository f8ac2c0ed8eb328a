import { statSync } from "node:fs";
import type { Config } from "../config.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import { isOpenAiOrigin } from "../core/openai-origin.ts";
import { retiredModel } from "../models/openai/retired-models.ts";
import { isNear } from "./postgres-address.ts";

/** Returns one sentence for each setting that is allowed but probably not intended. */
export function startWarnings(config: Config, now: number): string[] {
  const warnings: string[] = [];
  if (config.accessMode === "open") {
    warnings.push("ACCESS_MODE is open: anyone who knows the number is answered, at your cost.");
  }
  if (config.appEnv === "production" && config.publicUrl.startsWith("http:")) {
    warnings.push(
      `PUBLIC_URL is ${config.publicUrl}, without encryption: users' messages can be read in transit; use https://.`,
    );
  }
  const unprotected = unencryptedHost(config.databaseUrl);
  if (unprotected !== null) {
    warnings.push(
      `DATABASE_URL has no sslmode: the connection to ${unprotected} is not encrypted; add ?sslmode=verify-full.`,
    );
  }
  if (config.knowledgeDir !== null && !isFolder(config.knowledgeDir)) {
    warnings.push(
      `KNOWLEDGE_DIR is ${config.knowledgeDir}, which is no folder: answers use no new documents until it is there.`,
    );
  }
  // On another server the same name may be another model.
  const models = isOpenAiOrigin(config.openaiBaseUrl)
    ? [config.openaiModel, config.openaiFallbackModel]
    : [];
  const listeners = isOpenAiOrigin(config.openaiTranscriptionBaseUrl)
    ? [config.openaiTranscriptionModel]
    : [];
  const isSpoken = config.voiceReplies !== "off";
  const speakers =
    isSpoken && isOpenAiOrigin(config.openaiSpeechBaseUrl) ? [config.openaiSpeechModel] : [];
  if (isSpoken && (!config.publicUrl.startsWith("https:") || config.replyMode === "twiml")) {
    warnings.push(
      `VOICE_REPLIES is ${config.voiceReplies}, but answers are only spoken with a PUBLIC_URL of https:// and without REPLY_MODE=twiml.`,
    );
  }
  for (const name of [...models, ...listeners, ...speakers]) {
    const warning = name === null ? null : retiredModel(name, now);
    if (warning !== null) warnings.push(warning);
  }
  return warnings;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

const ASKS_FOR_TLS = ["sslmode", "ssl", "tls"];

/**
 * Returns the database's host if it is on another network and the URL does not request encryption.
 */
function unencryptedHost(databaseUrl: string): string | null {
  const location = parseDatabaseUrl(databaseUrl);
  if (location.dialect === "sqlite") return null;
  const { hostname, searchParams } = new URL(location.url);
  return isNear(location.url) || ASKS_FOR_TLS.some((name) => searchParams.has(name))
    ? null
    : hostname;
}
