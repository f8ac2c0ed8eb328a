import { CHANNELS } from "../../app/channels.ts";
import type { TellFinding } from "../../channels/channel-operator.ts";
import { type Config, type Environment, environment, readSettings } from "../../config.ts";
import { isOpenAiOrigin } from "../../models/openai/create-model.ts";
import { EX_CONFIG, EX_NO } from "../exit.ts";
import { readEnvFile } from "../read-env-file.ts";
import { harmless, say, sayJson, styled } from "../write-out.ts";
import { checkDatabase } from "./check-database.ts";
import { checkDisk } from "./check-machine.ts";
import { checkKey, checkModel, checkTranscription } from "./check-openai.ts";
import { checkReach } from "./check-public-url.ts";
import { checkAccess, checkEnvFile, checkExposure, checkSettings } from "./check-settings.ts";
import { type Finding, skipped } from "../../core/finding.ts";

const ENV_FILE = ".env";

/**
 * Runs every check, also when settings are broken, a line for each, and returns the exit code: 78 for
 * what the program does not support, 1 for any other fault.
 */
export async function doctor({ json }: { readonly json: boolean }): Promise<number> {
  const told: ({ readonly check: string } & Finding)[] = [];
  await examine(environment(readEnvFile(ENV_FILE)), (check, ...findings) => {
    for (const finding of findings) {
      told.push({ check, ...finding });
      if (!json) sayFinding(check, finding);
    }
  });
  const count = (level: Finding["level"]) => told.filter((one) => one.level === level).length;
  if (json) sayJson(told);
  else say(`\n${summary(count("fault"), count("warning"))}`);
  if (told.some(({ isUnsupported = false }) => isUnsupported)) return EX_CONFIG;
  return count("fault") === 0 ? 0 : EX_NO;
}

/** Every check on these settings, each told as soon as it is done. */
export async function examine(env: Environment, tell: TellFinding): Promise<void> {
  const { config, faults } = readSettings(env);
  tell("settings", ...checkSettings(faults));
  tell(".env", checkEnvFile(ENV_FILE));
  tell("database", ...(await checkDatabase(config)));
  tell("disk", checkDisk(config));
  await examineOpenAi(config, tell);
  tell("public address", await checkReach(config));
  for (const name of config.channels) {
    const operator = await CHANNELS[name].operator();
    await operator.examine(config, tell);
  }
  tell("exposure", checkExposure(config));
  tell("access", checkAccess(config));
}

async function examineOpenAi(config: Partial<Config>, tell: TellFinding): Promise<void> {
  const { openaiApiKey = null, openaiBaseUrl = null, openaiModel, openaiFallbackModel } = config;
  const hasWay = openaiApiKey !== null || openaiBaseUrl !== null;
  const noWay = skipped("there is neither OPENAI_API_KEY nor OPENAI_BASE_URL");
  const { finding, models } = hasWay
    ? await checkKey(openaiApiKey, openaiBaseUrl)
    : { finding: noWay, models: null };
  tell("openai key", finding);
  for (const name of [openaiModel, openaiFallbackModel]) {
    if (name == null) continue;
    // With a refused key there is nothing more to learn.
    const isRefused = finding.level === "fault";
    tell(
      "openai model",
      hasWay && !isRefused
        ? await checkModel(name, config)
        : skipped(`${name} is asked once the key is right`),
    );
  }
  const { openaiTranscriptionBaseUrl: ears = openaiBaseUrl, openaiTranscriptionModel } = config;
  if (openaiTranscriptionModel === undefined) return;
  const isElsewhere = ears !== openaiBaseUrl;
  const heard = isElsewhere
    ? (await checkKey(config.openaiTranscriptionApiKey ?? null, ears)).models
    : models;
  tell("transcription", checkTranscription(openaiTranscriptionModel, heard, isOpenAiOrigin(ears)));
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
  say(`${MARKS[level]()} ${name} ${words}${remedy}`);
}

function summary(faults: number, warnings: number): string {
  if (faults > 0) return styled("red", `${faults} to mend, ${warnings} to think about.`);
  if (warnings > 0) return styled("yellow", `Works, with ${warnings} to think about.`);
  return styled("green", "All is well.");
}
