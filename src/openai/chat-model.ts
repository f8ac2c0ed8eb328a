import type { OpenAI } from "openai";
import type { Model, ModelAnswer, ModelRequest } from "../core/ports.ts";
import type { Exchange } from "./exchange.ts";
import { toMessages } from "./to-messages.ts";
import { tokenUsage } from "./token-usage.ts";
import { malformed } from "./translate-error.ts";
import { asFields, asIdentifier, asList, asText } from "./untrusted.ts";

export interface ChatModelSettings {
  readonly model: string;
  readonly maxOutputTokens: number | null;
  readonly maxTokensField: "max_completion_tokens" | "max_tokens";
  /** Compatible servers may refuse fields that only OpenAI knows. */
  readonly isOpenAi: boolean;
}

/** A model behind Chat Completions, which is what every compatible server speaks. */
export function createChatModel(settings: ChatModelSettings, exchange: Exchange): Model {
  const what = `${settings.model} through chat`;
  return {
    name: settings.model,
    respond: async (request) => {
      const body = toBody(request, settings);
      const answer = await exchange({
        what,
        signal: request.signal,
        send: (client, options) => client.chat.completions.create(body, options).asResponse(),
      });
      return toAnswer(answer, settings.model, what);
    },
  };
}

function toBody(
  request: ModelRequest,
  { model, maxOutputTokens, maxTokensField, isOpenAi }: ChatModelSettings,
): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return {
    model,
    messages: [
      { role: "system", content: request.instructions.toWellFormed() },
      ...toMessages(request.turns),
    ],
    ...(maxOutputTokens === null ? {} : { [maxTokensField]: maxOutputTokens }),
    ...(isOpenAi ? { safety_identifier: request.userKey, prompt_cache_key: request.cacheKey } : {}),
  };
}

function toAnswer(body: unknown, model: string, what: string): ModelAnswer {
  const fields = asFields(body);
  const choice = asFields(asList(fields["choices"])[0]);
  const message = asFields(choice["message"]);
  const text = asText(message["content"]).trim();
  const refusal = asText(message["refusal"]).trim();
  const answer = (outcome: ModelAnswer["outcome"], said: string): ModelAnswer => ({
    text: said,
    outcome,
    model: asText(fields["model"]) || model,
    usage: tokenUsage(fields["usage"], "prompt_tokens", "completion_tokens"),
  });
  if (refusal !== "") return answer("refused", refusal);
  switch (choice["finish_reason"]) {
    case "stop":
      if (text === "") throw malformed(what, "stopped without any text");
      return answer("complete", text);
    case "length":
      return answer("truncated", text);
    case "content_filter":
      // What a filter has cut off is not repeated.
      return answer("refused", "");
    default:
      throw malformed(
        what,
        `finish_reason ${asIdentifier(choice["finish_reason"]) ?? "missing"}, no answer`,
      );
  }
}
