import type { Config } from "../../config.ts";
import { PermanentError, TransientError } from "../../core/errors.ts";
import { isOpenAiOrigin } from "../../core/openai-origin.ts";
import { createModel } from "../../models/openai/create-model.ts";
import { explainFault } from "../../models/openai/explain-error.ts";
import { listModels } from "../../models/openai/list-models.ts";
import { retiredModel } from "../../models/openai/retired-models.ts";
import { counted } from "../../core/counted.ts";
import { fault, type Finding, ok, skipped, warning } from "../../core/finding.ts";
import type { ModelRequest } from "../../core/ports.ts";

const FIX = "check the settings OPENAI_*";
const TIMEOUT_MS = 15_000;
/** The minimum that OpenAI accepts; an answer that is cut off is enough. */
const FEWEST_TOKENS = 16;
/** Models that reason do so before a call, too. */
const TOKENS_OF_A_CALL = 400;

/** Checks the key by requesting the list of models, which is free. */
export async function checkKey(
  apiKey: string | null,
  baseUrl: string | null,
): Promise<{ readonly finding: Finding; readonly models: readonly string[] | null }> {
  try {
    const models = await listModels({ apiKey, baseUrl, timeoutMs: TIMEOUT_MS });
    const where = baseUrl === null ? "OpenAI" : baseUrl;
    return {
      finding: ok(`${where} takes it and offers ${counted(models.length, "model")}`),
      models,
    };
  } catch (error) {
    // Compatible servers need not offer such a list; the model's own check decides there.
    const isUnlisted = error instanceof PermanentError && error.reason === "model-missing";
    const finding = isUnlisted ? skipped(`${baseUrl} has no list of models`) : failed(error);
    return { finding, models: null };
  }
}

/** Checks that the model answers, with the shortest possible question: it costs a few tokens. */
export async function checkModel(name: string, config: Partial<Config>): Promise<Finding> {
  const model = createModel({
    ...settingsOf(name, config),
    maxOutputTokens: FEWEST_TOKENS,
  });
  try {
    const answer = await model.respond(question("Answer with the one word: ok", "ok?"));
    const outcome = answer.kind === "answer" ? answer.outcome : null;
    if (outcome === "refused" || outcome === "too-long") {
      return fault(
        `${name} declined the shortest question (${outcome})`,
        explainFault(outcome) ?? FIX,
      );
    }
    const retired = isOpenAiOrigin(config.openaiBaseUrl ?? null)
      ? retiredModel(name, Date.now())
      : null;
    if (retired !== null) return warning(`${name} answers, but is scheduled for shutdown`, retired);
    return ok(`${answer.usage.model} answers`);
  } catch (error) {
    return failed(error, `set another OPENAI_MODEL than ${name}`);
  }
}

/**
 * Checks that the model calls a tool if told to, which web search and all other tools need. It costs a few tokens.
 */
export async function checkTools(name: string, config: Partial<Config>): Promise<Finding> {
  let isRefused = false;
  const model = createModel({
    ...settingsOf(name, config),
    maxOutputTokens: TOKENS_OF_A_CALL,
    onRefused: (feature) => {
      isRefused ||= feature === "tools";
    },
  });
  try {
    const reply = await model.respond({
      ...question("Call the tool ping once, and write nothing.", "Call ping."),
      tools: [
        {
          name: "ping",
          description: "Tests whether tools can be called.",
          parameters: { type: "object", properties: {} },
        },
      ],
    });
    if (reply.kind === "tool-calls") return ok(`${name} calls tools`);
  } catch (error) {
    return skipped(`${name} could not be asked: ${failed(error).says}`);
  }
  const what = isRefused ? "is refused tools by its server" : "did not call a tool when told to";
  return warning(
    `${name} ${what}: web search and all else that needs tools does not work with it`,
    "set OPENAI_MODEL to one that supports tools (docs/compatible-servers.md)",
  );
}

const settingsOf = (model: string, config: Partial<Config>) => ({
  api: config.openaiApi ?? "responses",
  model,
  apiKey: config.openaiApiKey ?? null,
  baseUrl: config.openaiBaseUrl ?? null,
  maxTokensField: config.openaiMaxTokensField ?? null,
  timeoutMs: TIMEOUT_MS,
});

const question = (instructions: string, text: string): ModelRequest => ({
  instructions,
  turns: [{ role: "user", content: [{ kind: "text", text }] }],
  userKey: "doctor",
  cacheKey: "doctor",
  signal: new AbortController().signal,
});

/** Checks that a server offers a model that is not called here, because that would cost more, if it lists its models. */
export function checkOffered(
  name: string,
  { models, isOpenAi }: { readonly models: readonly string[] | null; readonly isOpenAi: boolean },
  missing: { readonly effect: string; readonly fix: string },
): Finding {
  const retired = isOpenAi ? retiredModel(name, Date.now()) : null;
  if (retired !== null) return warning(`${name} is scheduled for shutdown`, retired);
  if (models === null) return skipped("the server's list of models cannot be read");
  if (models.includes(name)) return ok(`${name} is offered`);
  return warning(`${name} is not in the server's list: ${missing.effect}`, missing.fix);
}

function failed(error: unknown, fix = FIX): Finding {
  if (!(error instanceof PermanentError || error instanceof TransientError)) throw error;
  return fault(error.message, explainFault(error.reason) ?? fix);
}
