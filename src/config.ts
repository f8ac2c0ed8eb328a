import type { Setting } from "./config/setting.ts";
import { enabledChannels } from "./config/enabled-channels.ts";
import { type ChannelName, settings, type Values } from "./config/settings.ts";
import type { LiveSetting } from "./config/live-settings.ts";
import { searchFaults } from "./config/settings/tools.ts";
import { isLoopbackHost } from "./core/admin-link.ts";
import { webhookFaults } from "./config/settings/webhooks.ts";
import { ConfigError } from "./core/errors.ts";
import { isOpenAiOrigin } from "./core/openai-origin.ts";
import { chooseProvider } from "./models/registry.ts";

export type Environment = Readonly<Record<string, string | undefined>>;
export type Config = Readonly<ReturnType<typeof complete>>;

const table: readonly (readonly [string, Setting])[] = Object.entries(settings);

const DEVELOPMENT_SECRET_KEY = "development-only-secret-key-not-for-production";

/** Returns the environment of the process over the values of a file: the environment wins. */
export function environment(fileValues: Environment = {}): Environment {
  return { ...fileValues, ...process.env };
}

/**
 * Reads every setting. Throws `ConfigError` with one line for each fault: what is expected, what
 * was found (never a secret's value) and what to do.
 */
export function loadConfig(env: Environment): Config {
  const { values, faults } = readAll(env);
  faults.push(...brokenRules(values));
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(complete(values));
}

/**
 * Returns the settings that can be read, and a line for each fault: for commands that do not need
 * them all. A missing setting has a fault.
 */
export function readSettings(env: Environment): {
  readonly config: Partial<Config> & Pick<Config, "channels">;
  readonly faults: readonly string[];
} {
  const { values, faults } = readAll(env);
  const derivesFromPort = values.publicUrl === null && !("port" in values);
  const readable = Object.entries(complete(values)).filter(
    ([key]) => key in values && !(key === "publicUrl" && derivesFromPort),
  );
  const config = { ...Object.fromEntries(readable), channels: values.channels };
  return { config, faults: [...faults, ...brokenRules(values)] };
}

/**
 * Returns every setting under its environment name in a form that may be shown: secrets are masked,
 * texts longer than `maxLength` cut.
 */
export function describeConfig(config: Config, maxLength = 80): Record<string, string> {
  const values: Readonly<Record<string, unknown>> = config;
  return Object.fromEntries(
    table.map(([key, setting]) => [setting.env, describe(setting, values[key], maxLength)]),
  );
}

/**
 * Returns the values that must never appear in a log; listed users are not among them, since the
 * log masks every number.
 */
export function secretsOf(config: Config): string[] {
  const values: Readonly<Record<string, unknown>> = config;
  return table.flatMap(([key, setting]) => {
    const value = values[key];
    const texts = [value].flat().filter((one) => typeof one === "string");
    return setting.secret ? texts : texts.flatMap((one) => setting.kind.secretsIn?.(one) ?? []);
  });
}

/** Reads one setting that was changed at the owner's page. Throws `ConfigError`. */
export function readStored(key: LiveSetting, text: string): unknown {
  return readOne(settings[key], text.trim(), false);
}

function readAll(env: Environment): { values: Values; faults: string[] } {
  const channels = enabledChannels<ChannelName>(Object.values(settings), ({ env: name }) =>
    isSet(env[name]?.trim() ?? ""),
  );
  const given = new Set(table.flatMap(([, setting]) => (isGiven(setting, env) ? setting.env : [])));
  const values: Record<string, unknown> = { channels, given };
  const faults: string[] = [];
  for (const [key, setting] of table) {
    try {
      const isOff = setting.channel !== null && !channels.some((name) => name === setting.channel);
      values[key] = readOne(setting, env[setting.env]?.trim(), isOff);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      faults.push(...error.faults);
    }
  }
  // A value is missing only together with its fault, and then the result is not used, or with its
  // channel, which is not opened.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table that is read is the type.
  return { values: values as Values, faults };
}

function readOne(setting: Setting, found: string | undefined, isOff: boolean): unknown {
  if (found === "" && "takesEmpty" in setting) return found;
  const given = found ?? "";
  const isUnset = !isSet(given);
  if (isUnset && "otherwise" in setting) return null;
  if (isUnset && "isRequired" in setting && isOff) return null;
  if (isUnset && "isRequired" in setting) throw new ConfigError([missing(setting)]);
  const text = isUnset && "default" in setting ? setting.default : given;
  const value = setting.kind.read(text);
  if (value === undefined) throw new ConfigError([misfit(setting, text)]);
  return value;
}

function isGiven(setting: Setting, env: Environment): boolean {
  const found = env[setting.env]?.trim();
  return found !== undefined && (isSet(found) || (found === "" && "takesEmpty" in setting));
}

/** Returns an environment without the placeholders of example files, which count as not set. */
export function withoutPlaceholders(env: Environment): Environment {
  const values = Object.entries(env);
  return Object.fromEntries(values.filter(([, value]) => !isPlaceholder(value?.trim() ?? "")));
}

function isSet(given: string): boolean {
  return given !== "" && !isPlaceholder(given);
}

function isPlaceholder(given: string): boolean {
  return /^your[_-][\w-]+$/i.test(given) || given === settings.secretKey.example;
}

/**
 * Checks the rules that involve more than one setting. An unreadable setting has its own fault
 * already; an unreadable APP_ENV is treated as production, so that none of its rules comes as a
 * surprise.
 */
function brokenRules(values: Values): string[] {
  const faults: string[] = [];
  const unset = chooseProvider(values).missingIn(values);
  if (unset !== null) faults.push(missing(unset));
  if (
    values.replyMode === "twiml" &&
    values.channels.some((name) => name !== settings.replyMode.channel)
  ) {
    faults.push(
      "REPLY_MODE=twiml cannot be used with a second channel, whose answers are always sent: leave it out for rest",
    );
  }
  const api = values.openaiApi ?? (values.openaiBaseUrl === null ? "responses" : "chat");
  const isOpenAisOwn = isOpenAiOrigin(values.openaiBaseUrl) && api === "responses";
  faults.push(...searchFaults(values, isOpenAisOwn));
  faults.push(...webhookFaults(values));
  if (values.appEnv === "development") return faults;
  if (values.publicUrl === null && isReached(values)) {
    faults.push(missing(settings.publicUrl, " in production"));
  }
  if (values.secretKey === null) faults.push(missing(settings.secretKey, " in production"));
  if (values.secretKey === DEVELOPMENT_SECRET_KEY) {
    faults.push(`SECRET_KEY is the development key: ${settings.secretKey.remedy}`);
  }
  const read: Readonly<Record<string, unknown>> = values;
  for (const [key, setting] of table) {
    const value = read[key];
    if (!setting.isLocalInProduction || typeof value !== "string" || isLoopback(value)) continue;
    faults.push(
      `${setting.env} must be on this machine in production, but is "${value}": ${remedy(setting)}`,
    );
  }
  return faults;
}

/** Returns whether a messenger has to reach the bot: some are polled instead. */
function isReached({ channels }: Values): boolean {
  const polled = new Set(table.flatMap(([, { channel, isPolled }]) => (isPolled ? channel : [])));
  return channels.some((name) => !polled.has(name));
}

function complete(values: Values) {
  const isDevelopment = values.appEnv === "development";
  return {
    ...values,
    logLevel: values.logLevel ?? (values.debug ? "debug" : "info"),
    secretKey: values.secretKey ?? DEVELOPMENT_SECRET_KEY,
    publicUrl: values.publicUrl ?? `http://localhost:${values.port}`,
    allowedOrigins: values.allowedOrigins ?? [],
    docsEnabled: values.docsEnabled ?? isDevelopment,
    catchUp: values.catchUp ?? !isDevelopment,
    openaiApi: values.openaiApi ?? (values.openaiBaseUrl === null ? "responses" : "chat"),
    openaiTranscriptionBaseUrl: values.openaiTranscriptionBaseUrl ?? values.openaiBaseUrl,
    openaiTranscriptionApiKey: values.openaiTranscriptionApiKey ?? values.openaiApiKey,
    openaiSpeechBaseUrl: values.openaiSpeechBaseUrl ?? values.openaiBaseUrl,
    openaiSpeechApiKey: values.openaiSpeechApiKey ?? values.openaiApiKey,
    openaiSpeechApi:
      values.openaiSpeechApi ??
      (isOpenAiOrigin(values.openaiSpeechBaseUrl ?? values.openaiBaseUrl) ? "chat" : "speech"),
    imageBaseUrl: values.imageBaseUrl ?? values.openaiBaseUrl,
    imageApiKey: values.imageApiKey ?? values.openaiApiKey,
    billingTimezone: values.billingTimezone ?? values.timezone,
    whitelistedUsers: values.whitelistedUsers ?? [],
    adminUsers: values.adminUsers ?? [],
    accessMode: values.accessMode ?? (values.whitelistedUsers === null ? "open" : "whitelist"),
  };
}

function missing(setting: Setting, when = ""): string {
  return `${setting.env} is required${when}: ${remedy(setting)}`;
}

function misfit(setting: Setting, text: string): string {
  const { env, kind, secret } = setting;
  if (kind.complaint !== undefined) return `${env} ${kind.complaint(text)}`;
  const shown = secret ? `a text of ${text.length} characters` : JSON.stringify(shorten(text));
  return `${env} must be ${kind.expects}, but is ${kind.found?.(text) ?? shown}: ${remedy(setting)}`;
}

function remedy(setting: Setting): string {
  return "default" in setting ? `leave it out for ${setting.default}` : setting.remedy;
}

function describe(setting: Setting, value: unknown, maxLength: number): string {
  if (value === null) return "not set";
  if (Array.isArray(value)) {
    return setting.secret ? `*** (${value.length})` : value.join(", ") || "none";
  }
  if (setting.secret) return "***";
  // Money, in nano-dollars.
  if (typeof value === "bigint") return String(Number(value) / 1e9);
  if (typeof value !== "string") return shorten(JSON.stringify(value), maxLength);
  const secrets = setting.kind.secretsIn?.(value) ?? [];
  const shown = secrets.reduce((text, secret) => text.replaceAll(secret, "***"), value);
  return maxLength === Infinity ? shown : shorten(shown, maxLength);
}

function shorten(text: string, maxLength = 80): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

function isLoopback(origin: string): boolean {
  return isLoopbackHost(new URL(origin).hostname);
}
