import type { OpenAI } from "openai";
import type {
  ContentPart,
  Model,
  ModelAnswer,
  ModelCapabilities,
  ModelRequest,
  ModelTurn,
} from "../core/ports.ts";
import type { Answer, Exchange } from "./exchange.ts";
import { dataUrl, onlyText } from "./content.ts";
import { tokenUsage } from "./token-usage.ts";
import { malformed, tooLarge } from "./translate-error.ts";
import { asFields, asIdentifier, asList, asText } from "./untrusted.ts";

export interface ChatModelSettings {
  readonly model: string;
  readonly maxOutputTokens: number | null;
  readonly capabilities: ModelCapabilities;
  readonly maxTokensField: "max_completion_tokens" | "max_tokens";
  /** Compatible servers may refuse fields that only OpenAI knows. */
  readonly isOpenAi: boolean;
}

/** A model behind Chat Completions, which is what every compatible server speaks. */
export function createChatModel(settings: ChatModelSettings, exchange: Exchange): Model {
  const what = `${settings.model} through chat`;
  return {
    name: settings.model,
    capabilities: settings.capabilities,
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
      ...request.turns.map(toMessage),
    ],
    ...(maxOutputTokens === null ? {} : { [maxTokensField]: maxOutputTokens }),
    ...(isOpenAi ? { safety_identifier: request.userKey, prompt_cache_key: request.cacheKey } : {}),
  };
}

function toMessage({ role, content }: ModelTurn): OpenAI.ChatCompletionMessageParam {
  // Where there is nothing but text it stays a plain string: not every server takes a list.
  const text = onlyText(content);
  if (role === "assistant") return { role, content: text ?? "" };
  return { role, content: text ?? content.map(toPart) };
}

function toPart(part: ContentPart): OpenAI.ChatCompletionContentPart {
  switch (part.kind) {
    case "text":
      return { type: "text", text: part.text.toWellFormed() };
    case "image":
      return { type: "image_url", image_url: { url: dataUrl(part) } };
    case "file":
      return { type: "file", file: { filename: part.name, file_data: dataUrl(part) } };
  }
}

function toAnswer({ body, isCut }: Answer, model: string, what: string): ModelAnswer {
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
  if (isCut) {
    if (text === "") throw tooLarge(what);
    return answer("truncated", text);
  }
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
