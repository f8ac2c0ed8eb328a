import { PermanentError } from "../../core/errors.ts";
import type { Model, ModelCapabilities } from "../../core/ports.ts";
import { createChatModel, type ChatModelSettings } from "./chat-model.ts";
import { createRequestSender } from "./request.ts";
import { limitAnswer } from "./limit-answer.ts";
import { createResponsesModel } from "./responses-model.ts";

export interface ModelSettings {
  readonly api: "responses" | "chat";
  readonly model: string;
  /** May be null where a compatible server needs none. */
  readonly apiKey: string | null;
  /** Null is OpenAI itself. */
  readonly baseUrl: string | null;
  readonly maxOutputTokens: number | null;
  /** For the whole exchange, body included. */
  readonly timeoutMs?: number;
  /** Where chat puts `maxOutputTokens`; by default what OpenAI, or most compatible servers, take. */
  readonly maxTokensField?: ChatModelSettings["maxTokensField"] | null;
  /**
   * By default everything at OpenAI itself and through Responses, which is OpenAI's own; nothing of
   * any other server, where most models know words alone.
   */
  readonly capabilities?: ModelCapabilities | null;
}

/** A model at OpenAI or a compatible server. Makes no connection until the first question. */
export function createModel(settings: ModelSettings): Model {
  const { api, model, apiKey, baseUrl, maxOutputTokens, timeoutMs = 60_000 } = settings;
  const exchange = createRequestSender({ apiKey, baseUrl, timeoutMs });
  const isOpenAi = isOpenAiOrigin(baseUrl);
  const isOpenAisOwn = isOpenAi || api === "responses";
  const capabilities = settings.capabilities ?? { vision: isOpenAisOwn, files: isOpenAisOwn };
  const provider = providerOf(baseUrl);
  const common = { model, provider, maxOutputTokens, capabilities };
  if (api === "responses") return withinLimits(createResponsesModel(common, exchange), provider);
  const maxTokensField =
    settings.maxTokensField ?? (isOpenAi ? "max_completion_tokens" : "max_tokens");
  return withinLimits(createChatModel({ ...common, maxTokensField, isOpenAi }, exchange), provider);
}

// A prompt that does not fit is not exceptional: it is asked again with less of the past.
function withinLimits(model: Model, provider: string): Model {
  return {
    ...model,
    respond: (request) =>
      model.respond(request).then(limitAnswer, (error: unknown) => {
        if (!(error instanceof PermanentError && error.reason === "too-long")) throw error;
        const usage = { kind: "model", provider, model: model.name, tokens: null } as const;
        return { kind: "answer", text: "", outcome: "too-long", usage };
      }),
  };
}

/** Whether a base URL leads to OpenAI itself, a region of it included; null does. */
export function isOpenAiOrigin(baseUrl: string | null): boolean {
  return baseUrl === null || /^https:\/\/([\w-]+\.)?api\.openai\.com(\/|$)/i.test(baseUrl);
}

/** Who is paid for what is asked of this base URL: `openai`, or its host. */
export function providerOf(baseUrl: string | null): string {
  if (baseUrl === null || isOpenAiOrigin(baseUrl)) return "openai";
  return URL.parse(baseUrl)?.host ?? "unknown";
}
