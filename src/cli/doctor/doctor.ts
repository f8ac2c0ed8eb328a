import { type Config, type Environment, environment, readSettings } from "../../config.ts";
import type { Logger } from "../../core/ports.ts";
import { systemClock } from "../../core/system-clock.ts";
import { isOpenAiOrigin } from "../../models/openai/create-model.ts";
import type { AccountDeps } from "../../channels/twilio/account.ts";
import { EX_CONFIG, EX_NO } from "../exit.ts";
import { describeEnvFile } from "../describe-env-file.ts";
import { readEnvFile } from "../read-env-file.ts";
import { harmless, say, sayJson, styled } from "../write-out.ts";
import { checkDatabase } from "./check-database.ts";
import { checkClock, checkDisk } from "./check-machine.ts";
import { checkKey, checkModel, checkTranscription } from "./check-openai.ts";
import { checkReach, checkSignature } from "./check-public-url.ts";
import { checkAccess, checkEnvFile, checkExposure, checkSettings } from "./check-settings.ts";
import { checkAccount, checkNumber } from "./check-twilio.ts";
import { type Finding, skipped, warning } from "./finding.ts";

const ENV_FILE = ".env";

type Tell = (name: string, ...findings: Finding[]) => void;

/**
 * Runs every check, also when settings are broken, a line for each, and returns the exit code: 78 for
 * what the program does not support, 1 for any other fault.
 */
export async function doctor({ json }: { readonly json: boolean }): Promise<number> {
  const told: ({ readonly check: string } & Finding)[] = [];
  const file = readEnvFile(ENV_FILE);
  const tell: Tell = (check, ...findings) => {
    for (const finding of findings) {
      told.push({ check, ...finding });
      if (!json) sayFinding(check, finding);
    }
  };
  await examine(environment(file.values), tell, describeEnvFile(file));
  const count = (level: Finding["level"]) => told.filter((one) => one.level === level).length;
  if (json) sayJson(told);
  else say(`\n${summary(count("fault"), count("warning"))}`);
  if (told.some(({ isUnsupported = false }) => isUnsupported)) return EX_CONFIG;
  return count("fault") === 0 ? 0 : EX_NO;
}

/** Runs every check on these settings and reports each as soon as it is done; `notes` concern the file. */
export async function examine(
  env: Environment,
  tell: Tell,
  notes: readonly string[] = [],
): Promise<void> {
  const { config, faults } = readSettings(env);
  tell("settings", ...checkSettings(faults));
  tell(".env", checkEnvFile(ENV_FILE), ...notes.map((note) => warning(note, null)));
  tell("database", ...(await checkDatabase(config)));
  tell("disk", checkDisk(config));
  await examineOpenAi(config, tell);
  await examineTwilio(config, tell);
  tell("public address", await checkReach(config));
  tell("signature", await checkSignature(config));
  tell("exposure", checkExposure(config));
  tell("access", checkAccess(config));
}

async function examineOpenAi(config: Partial<Config>, tell: Tell): Promise<void> {
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

async function examineTwilio(config: Partial<Config>, tell: Tell): Promise<void> {
  const { twilioAccountSid, twilioAuthToken, twilioWhatsappNumber, publicUrl } = config;
  if (twilioAccountSid === undefined || twilioAuthToken === undefined) {
    tell("twilio account", skipped("TWILIO_ACCOUNT_SID or TWILIO_AUTH_TOKEN cannot be read"));
    tell("twilio number", skipped("the account cannot be asked"));
    tell("clock", checkClock(null));
    return;
  }
  const deps: AccountDeps = {
    accountSid: twilioAccountSid,
    authToken: twilioAuthToken,
    apiBaseUrl: config.twilioApiBaseUrl ?? null,
    clock: systemClock,
    log: SILENT,
  };
  const { finding, account } = await checkAccount(deps);
  tell("twilio account", finding);
  const webhookUrl = publicUrl === undefined ? null : `${publicUrl}/webhook`;
  tell(
    "twilio number",
    twilioWhatsappNumber === undefined || account === null
      ? skipped("the account or the number cannot be read")
      : await checkNumber(twilioWhatsappNumber, webhookUrl, deps),
  );
  tell("clock", checkClock(account?.clockOffsetMs ?? null));
}

// What a check has to say stands in its line.
const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

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
