import { PermanentError } from "../../core/errors.ts";
import type { OnRefused } from "./adapt.ts";
import { isOpenAiOrigin } from "../../core/openai-origin.ts";
import type { Model, ModelCapabilities } from "../../core/ports.ts";
import { createChatModel, type ChatModelSettings } from "./chat-model.ts";
import { createRequestSender } from "./request.ts";
import { limitAnswer } from "./limit-answer.ts";
import { createResponsesModel } from "./responses-model.ts";

export interface ModelSettings {
  readonly api: "responses" | "chat";
  readonly model: string;
  /** May be null if a compatible server needs none. */
  readonly apiKey: string | null;
  /** Null means OpenAI itself. */
  readonly baseUrl: string | null;
  readonly maxOutputTokens: number | null;
  /** For the whole request, including the body. */
  readonly timeoutMs?: number;
  /**
   * The field for `maxOutputTokens` in chats; by default the one that OpenAI, or most compatible
   * servers, accept.
   */
  readonly maxTokensField?: ChatModelSettings["maxTokensField"] | null;
  /**
   * By default everything at OpenAI itself and through Responses, which is OpenAI's own API; text
   * only at any other server, where most models support nothing else.
   */
  readonly capabilities?: ModelCapabilities | null;
  /** Called with each part of a request that the server refuses, which later requests omit. */
  readonly onRefused?: OnRefused;
}

/**
 * Creates a model at OpenAI or a compatible server. Opens no connection before the first request.
 */
export function createModel(settings: ModelSettings): Model {
  const { api, model, apiKey, baseUrl, maxOutputTokens, timeoutMs = 60_000 } = settings;
  const exchange = createRequestSender({ apiKey, baseUrl, timeoutMs });
  const isOpenAi = isOpenAiOrigin(baseUrl);
  const isOpenAisOwn = isOpenAi || api === "responses";
  const capabilities = settings.capabilities ?? { vision: isOpenAisOwn, files: isOpenAisOwn };
  const provider = providerOf(baseUrl);
  const { onRefused } = settings;
  const common = { model, provider, maxOutputTokens, capabilities, onRefused };
  if (api === "responses") return withinLimits(createResponsesModel(common, exchange), provider);
  const maxTokensField =
    settings.maxTokensField ?? (isOpenAi ? "max_completion_tokens" : "max_tokens");
  return withinLimits(createChatModel({ ...common, maxTokensField, isOpenAi }, exchange), provider);
}

// A prompt that does not fit is an expected outcome: the caller repeats it with less history.
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

/** Returns the provider that charges for calls to this base URL: `openai`, or its host. */
export function providerOf(baseUrl: string | null): string {
  if (baseUrl === null || isOpenAiOrigin(baseUrl)) return "openai";
  return URL.parse(baseUrl)?.host ?? "unknown";
}
