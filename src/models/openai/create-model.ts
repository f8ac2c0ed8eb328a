import { PermanentError } from "../../core/errors.ts";
import { loadOnce } from "../../core/load-once.ts";
import type { OnRefused } from "./adapt.ts";
import { isOpenAiOrigin } from "../../core/openai-origin.ts";
import type { Model, ModelCapabilities } from "../../core/ports.ts";
import type { ChatModelSettings } from "./chat-model.ts";
import { providerOf } from "./provider.ts";

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
 * Creates a model at OpenAI or a compatible server. Loads no code of its API, and opens no
 * connection, before the first request.
 */
export function createModel(settings: ModelSettings): Model {
  const { api, model, baseUrl } = settings;
  const provider = providerOf(baseUrl);
  const isAble = isOpenAiOrigin(baseUrl) || api === "responses";
  const capabilities = settings.capabilities ?? { vision: isAble, files: isAble };
  const open = loadOnce(() => openModel(settings, { model, provider, capabilities }));
  return {
    name: model,
    capabilities,
    respond: async (request) => {
      try {
        const respond = await open();
        return await respond(request);
      } catch (error) {
        // A prompt that does not fit is an expected outcome: the caller repeats it with less history.
        if (!(error instanceof PermanentError && error.reason === "too-long")) throw error;
        const usage = { kind: "model", provider, model, tokens: null } as const;
        return { kind: "answer", text: "", outcome: "too-long", usage };
      }
    },
  };
}

async function openModel(
  settings: ModelSettings,
  common: Pick<ChatModelSettings, "model" | "provider" | "capabilities">,
): Promise<Model["respond"]> {
  const [{ limitAnswer }, model] = await Promise.all([
    import("./limit-answer.ts"),
    loadAdapter(settings, common),
  ]);
  return async (request) => limitAnswer(await model.respond(request));
}

async function loadAdapter(
  settings: ModelSettings,
  common: Pick<ChatModelSettings, "model" | "provider" | "capabilities">,
): Promise<Model> {
  const { api, apiKey, baseUrl, maxOutputTokens, maxTokensField, onRefused } = settings;
  const { timeoutMs = 60_000 } = settings;
  const { createRequestSender } = await import("./request.ts");
  const exchange = createRequestSender({ apiKey, baseUrl, timeoutMs });
  const wanted = { ...common, maxOutputTokens, onRefused };
  if (api === "responses") {
    const { createResponsesModel } = await import("./responses-model.ts");
    return createResponsesModel(wanted, exchange);
  }
  const { createChatModel } = await import("./chat-model.ts");
  const isOpenAi = isOpenAiOrigin(baseUrl);
  const field = maxTokensField ?? (isOpenAi ? "max_completion_tokens" : "max_tokens");
  return createChatModel({ ...wanted, maxTokensField: field, isOpenAi }, exchange);
}
