import { isCancel, log, select, spinner } from "@clack/prompts";
import type { Environment } from "../../config.ts";
import { settings } from "../../config/settings.ts";
import { checkKey } from "../doctor/check-openai.ts";
import { askFor } from "./ask.ts";
import { given } from "./given.ts";
import { goOn } from "./go-on.ts";

type Answers = Readonly<Record<string, string>>;

/** Asks for the key and the model, and tries the key; null when the person leaves. */
export async function setupOpenAi(env: Environment): Promise<Answers | null> {
  for (;;) {
    const baseUrl = await askServer(env);
    if (baseUrl === null) return null;
    const key = await askFor(settings.openaiApiKey, "API key", {
      before: env["OPENAI_API_KEY"],
      mayBeEmpty: baseUrl !== "",
    });
    if (key === null) return null;
    const asking = spinner();
    asking.start("Trying the key");
    const { finding, models } = await checkKey(key || null, baseUrl || null);
    asking.stop(finding.says);
    const verdict = await goOn(finding);
    if (verdict === "leave") return null;
    if (verdict === "again") continue;
    const model = await askFor(settings.openaiModel, "Which model answers?", {
      before: env["OPENAI_MODEL"] ?? settings.openaiModel.default,
    });
    if (model === null) return null;
    if (models !== null && !models.includes(model)) {
      log.warn(`${model} is not in the server's list; whatsapp-ai-bot doctor asks it a question.`);
    }
    return {
      ...given("OPENAI_BASE_URL", baseUrl, env),
      ...given("OPENAI_API_KEY", key, env),
      OPENAI_MODEL: model,
    };
  }
}

/** Empty for OpenAI itself. */
async function askServer(env: Environment): Promise<string | null> {
  const choice = await select({
    message: "Who answers?",
    options: [
      { value: "openai" as const, label: "OpenAI" },
      {
        value: "other" as const,
        label: "Another server with OpenAI's API",
        hint: "Ollama, OpenRouter, Azure, …",
      },
    ],
    initialValue: env["OPENAI_BASE_URL"] ? ("other" as const) : ("openai" as const),
  });
  if (isCancel(choice)) return null;
  if (choice === "openai") return "";
  return askFor(settings.openaiBaseUrl, "Its address", { before: env["OPENAI_BASE_URL"] });
}
