import { CHANNELS } from "../../channels/registry.ts";
import type { ReportFinding } from "../../channels/channel-operator.ts";
import { type Config, type Environment, environment, readSettings } from "../../config.ts";
import { ConfigError } from "../../core/errors.ts";
import { isOpenAiOrigin } from "../../core/openai-origin.ts";
import { EX_CONFIG, EX_NO } from "../exit.ts";
import { describeEnvFile } from "../describe-env-file.ts";
import { counted } from "../../core/counted.ts";
import { type EnvFile, readEnvFile } from "../read-env-file.ts";
import { hanging } from "../terminal-width.ts";
import { harmless, say, sayJson, styled } from "../write-out.ts";
import { checkDatabase } from "./check-database.ts";
import { checkDisk } from "./check-machine.ts";
import { checkKey, checkModel, checkOffered, checkTools } from "./check-openai.ts";
import { checkKnowledge } from "./check-knowledge.ts";
import { checkPrices } from "./check-prices.ts";
import { checkReach } from "./check-public-url.ts";
import { checkSearch } from "./check-search.ts";
import { checkAccess, checkEnvFile, checkExposure, checkSettings } from "./check-settings.ts";
import { fault, type Finding, skipped, warning } from "../../core/finding.ts";
import type { Json } from "../define-command.ts";

const ENV_FILE = ".env";
const NO_TRANSCRIPTION = {
  effect: "voice notes may not be understood",
  fix: "set OPENAI_TRANSCRIPTION_MODEL to a model that the server has",
};
const NO_SPEECH = {
  effect: "answers may be sent as text instead",
  fix: "set OPENAI_SPEECH_MODEL to a model that the server has, or OPENAI_SPEECH_BASE_URL",
};
const NO_PICTURES = {
  effect: "pictures may not be made",
  fix: "set IMAGE_MODEL to a model of pictures that the server has, or leave it out",
};

/**
 * Runs every check, even if settings are invalid, prints a line for each, and returns the exit
 * code: 78 for a finding that the program does not support, 1 for any other fault.
 */
export async function doctor({ json }: Json): Promise<number> {
  const told: ({ readonly check: string } & Finding)[] = [];
  const { file, notes } = readNotedFile();
  const tell: ReportFinding = (check, ...findings) => {
    for (const finding of findings) {
      told.push({ check, ...finding });
      if (!json) sayFinding(check, finding);
    }
  };
  await examine(environment(file.values), tell, notes);
  const count = (level: Finding["level"]) => told.filter((one) => one.level === level).length;
  if (json) sayJson(told);
  else say(`\n${summary(count("fault"), count("warning"))}`);
  if (told.some(({ isUnsupported = false }) => isUnsupported)) return EX_CONFIG;
  return count("fault") === 0 ? 0 : EX_NO;
}

/** Reads .env with what is to be said about it; one that cannot be read is left out. */
function readNotedFile(): { readonly file: EnvFile; readonly notes: readonly Finding[] } {
  try {
    const file = readEnvFile(ENV_FILE);
    return { file, notes: describeEnvFile(file).map((note) => warning(note, null)) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const notes = error.faults.map((text) => fault(text, null));
    return { file: { text: null, values: {} }, notes };
  }
}

/**
 * Runs every check on these settings and reports each as soon as it is done; `notes` are about the
 * file.
 */
export async function examine(
  env: Environment,
  tell: ReportFinding,
  notes: readonly Finding[] = [],
): Promise<void> {
  const { config, faults } = readSettings(env);
  const attempt = attemptWith(tell);
  const isUnreadable = notes.some(({ level }) => level === "fault");
  tell("settings", ...checkSettings(faults));
  await attempt(".env", () =>
    tell(".env", ...(isUnreadable ? [] : [checkEnvFile(ENV_FILE)]), ...notes),
  );
  await attempt("database", async () => tell("database", ...(await checkDatabase(config))));
  await attempt("disk", () => tell("disk", checkDisk(config)));
  await attempt("model", () => examineOpenAi(config, tell));
  await attempt("speech", () => examineSpeech(config, tell));
  await attempt("pictures", () => examinePictures(config, tell));
  await attempt("web search", async () => {
    const found = await checkSearch(config);
    if (found !== null) tell("web search", found);
  });
  await attempt("prices", async () => tell("prices", ...(await checkPrices(config))));
  const { mcpServers = null, knowledgeDir = null } = config;
  if (mcpServers !== null) await attempt("mcp", () => examineMcp(mcpServers, env, tell));
  if (knowledgeDir !== null) {
    const check = async () => tell("documents", ...(await checkKnowledge(knowledgeDir)));
    await attempt("documents", check);
  }
  if (config.channels.some((name) => CHANNELS[name].webhookPath !== null)) {
    await attempt("public address", async () => tell("public address", await checkReach(config)));
  }
  for (const name of config.channels) {
    await attempt(name, async () => (await CHANNELS[name].operator()).examine(config, tell));
  }
  tell("exposure", checkExposure(config));
  tell("access", checkAccess(config));
}

/** Returns a function that runs a check; one that throws is reported, and the others still run. */
function attemptWith(tell: ReportFinding) {
  return async (name: string, check: () => Promise<void> | void): Promise<void> => {
    try {
      await check();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      tell(
        name,
        fault(`the check itself failed: ${reason}`, "look at this first; the other checks ran"),
      );
    }
  };
}

async function examineOpenAi(config: Partial<Config>, tell: ReportFinding): Promise<void> {
  const { openaiApiKey = null, openaiBaseUrl = null, openaiModel, openaiFallbackModel } = config;
  const hasWay = openaiApiKey !== null || openaiBaseUrl !== null;
  const noWay = skipped("neither OPENAI_API_KEY nor OPENAI_BASE_URL is set");
  const { finding, models } = hasWay
    ? await checkKey(openaiApiKey, openaiBaseUrl)
    : { finding: noWay, models: null };
  tell("openai key", finding);
  for (const name of [openaiModel, openaiFallbackModel]) {
    if (name == null) continue;
    // With a refused key the other checks cannot succeed.
    const isRefused = finding.level === "fault";
    const asked =
      hasWay && !isRefused
        ? await checkModel(name, config)
        : skipped(`${name} is checked once the key is valid`);
    tell("openai model", asked);
    const answers = asked.level === "ok" || asked.level === "warning";
    if (answers) tell("tools", await checkTools(name, config));
  }
  const { openaiTranscriptionBaseUrl: ears = openaiBaseUrl, openaiTranscriptionModel } = config;
  if (openaiTranscriptionModel === undefined) return;
  const isElsewhere = ears !== openaiBaseUrl;
  const heard = isElsewhere
    ? (await checkKey(config.openaiTranscriptionApiKey ?? null, ears)).models
    : models;
  const server = { models: heard, isOpenAi: isOpenAiOrigin(ears) };
  tell("transcription", checkOffered(openaiTranscriptionModel, server, NO_TRANSCRIPTION));
}

async function examineSpeech(config: Partial<Config>, tell: ReportFinding): Promise<void> {
  const { voiceReplies = "off", openaiSpeechModel } = config;
  if (voiceReplies === "off" || openaiSpeechModel === undefined) return;
  const { openaiSpeechBaseUrl = config.openaiBaseUrl ?? null, openaiSpeechApiKey = null } = config;
  const { models } = await checkKey(openaiSpeechApiKey, openaiSpeechBaseUrl);
  const server = { models, isOpenAi: isOpenAiOrigin(openaiSpeechBaseUrl) };
  tell("speech", checkOffered(openaiSpeechModel, server, NO_SPEECH));
}

async function examinePictures(config: Partial<Config>, tell: ReportFinding): Promise<void> {
  const { imageModel = null, imageBaseUrl = null, imageApiKey = null } = config;
  if (imageModel === null) return;
  const { models } = await checkKey(imageApiKey, imageBaseUrl);
  const server = { models, isOpenAi: isOpenAiOrigin(imageBaseUrl) };
  tell("pictures", checkOffered(imageModel, server, NO_PICTURES));
}

async function examineMcp(file: string, env: Environment, tell: ReportFinding): Promise<void> {
  const { checkMcp } = await import("./check-mcp.ts");
  tell("mcp", ...(await checkMcp(file, env)));
}

const MARKS: Readonly<Record<Finding["level"], () => string>> = {
  ok: () => styled("green", "✓"),
  warning: () => styled("yellow", "!"),
  fault: () => styled("red", "✗"),
  skipped: () => styled("dim", "–"),
};

function sayFinding(check: string, { level, says, fix }: Finding): void {
  const name = styled("bold", check.padEnd(15));
  const text = harmless(says).replaceAll("\n", " ");
  const words = level === "skipped" ? styled("dim", `not checked: ${text}`) : text;
  const remedy = fix === null ? "" : styled("cyan", ` → ${harmless(fix)}`);
  say(hanging(`${MARKS[level]()} ${name} `, words + remedy));
}

function summary(faults: number, warnings: number): string {
  if (faults > 0)
    return styled("red", `${counted(faults, "error")}, ${counted(warnings, "warning")}.`);
  if (warnings > 0) return styled("yellow", `No errors, ${counted(warnings, "warning")}.`);
  return styled("green", "Everything is in order.");
}
