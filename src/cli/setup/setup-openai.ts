import type { Environment } from "../../config.ts";
import { settings } from "../../config/settings.ts";
import { checkKey } from "../doctor/check-openai.ts";
import { askFor } from "./ask.ts";
import { chooseModel } from "./choose-model.ts";
import { given } from "./given.ts";
import { dialogue } from "./dialogue.ts";

type Answers = Readonly<Record<string, string>>;

/** Asks for the key and the model, and tests the key; null if the user leaves. */
export async function setupOpenAi(env: Environment): Promise<Answers | null> {
  for (;;) {
    const baseUrl = await askServer(env);
    if (baseUrl === null) return null;
    const key = await askFor(settings.openaiApiKey, keyQuestion(baseUrl), {
      before: env["OPENAI_API_KEY"],
      mayBeEmpty: baseUrl !== "",
    });
    if (key === null) return null;
    const { models, verdict } = await dialogue.attempt("Checking the key", () =>
      checkKey(key || null, baseUrl || null),
    );
    if (verdict === "leave") return null;
    if (verdict === "again") continue;
    const model = await chooseModel(models, env);
    if (model === null) return null;
    return {
      ...given("OPENAI_BASE_URL", baseUrl, env),
      ...given("OPENAI_API_KEY", key, env),
      OPENAI_MODEL: model,
    };
  }
}

function keyQuestion(baseUrl: string): string {
  if (baseUrl === "") return "API key";
  const { hostname } = new URL(baseUrl);
  const isThisMachine = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  return isThisMachine
    ? "API key (leave empty for Ollama)"
    : "API key (leave empty if the server needs none)";
}

/** Returns an empty text for OpenAI itself. */
async function askServer(env: Environment): Promise<string | null> {
  const options = [
    { value: "openai", label: "OpenAI" },
    {
      value: "other",
      label: "Another server with OpenAI's API",
      hint: "Ollama, OpenRouter, Azure, …",
    },
  ] as const;
  const before = env["OPENAI_BASE_URL"] ? "other" : "openai";
  const choice = await dialogue.choose("Who answers?", options, before);
  if (choice === null) return null;
  if (choice === "openai") return "";
  return askFor(settings.openaiBaseUrl, "Its address", { before: env["OPENAI_BASE_URL"] });
}
