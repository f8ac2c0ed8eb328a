import { isCancel, multiselect } from "@clack/prompts";
import { type Environment, readSettings } from "../../config.ts";
import { settings } from "../../config/settings.ts";
import { ourPrices } from "../../ledger/price-list.ts";
import { priceOf, type Used } from "../../ledger/price-of.ts";
import { askFor } from "./ask.ts";
import { given } from "./given.ts";

type Answers = Readonly<Record<string, string>>;

const NO_TOKENS = { input: 0, cached: 0, cacheWrite: 0 };
/** The output tokens of a picture of low quality, and of a minute of speech. */
const PICTURE_TOKENS = 1_500;
const MINUTE_TOKENS = 1_200;

/** Asks whether the bot may make pictures and speak, at its owner's cost; null if the user leaves. */
export async function setupExtras(env: Environment): Promise<Answers | null> {
  const { config } = readSettings(env);
  const isOpenAi = !env["OPENAI_BASE_URL"];
  const painter = settings.imageModel.example;
  const chosen = await multiselect<"pictures" | "voice">({
    message: "What else may it do, at your cost?",
    options: [
      {
        value: "pictures",
        label: "Make pictures that users ask for",
        hint: isOpenAi
          ? `from about ${costOf({ kind: "picture", model: painter }, PICTURE_TOKENS)} each`
          : "needs a model of pictures",
      },
      {
        value: "voice",
        label: "Answer voice notes with voice notes",
        hint: isOpenAi
          ? `about ${costOf({ kind: "speech", model: config.openaiSpeechModel ?? "" }, MINUTE_TOKENS)} a minute`
          : "needs a model that speaks",
      },
    ],
    initialValues: [
      ...(config.imageModel == null ? [] : (["pictures"] as const)),
      ...((config.voiceReplies ?? "off") === "off" ? [] : (["voice"] as const)),
    ],
    required: false,
  });
  if (isCancel(chosen)) return null;
  const before = env["IMAGE_MODEL"] || undefined;
  const isKnown = isOpenAi || before !== undefined || !chosen.includes("pictures");
  const model = isKnown
    ? (before ?? painter)
    : await askFor(settings.imageModel, "The model that makes pictures");
  if (model === null) return null;
  const voice = config.voiceReplies === "on" ? "on" : "auto";
  return {
    ...given("IMAGE_MODEL", chosen.includes("pictures") ? model : "", env),
    ...given("VOICE_REPLIES", chosen.includes("voice") ? voice : "", env),
  };
}

/** Such as `$0.05`, at OpenAI. */
function costOf(used: Pick<Used, "kind" | "model">, output: number): string {
  const tokens = { ...NO_TOKENS, output };
  const { nanoDollars } = priceOf({ ...used, provider: "openai", tokens }, ourPrices());
  return `$${(Math.ceil(Number(nanoDollars) / 1e7) / 100).toFixed(2)}`;
}
