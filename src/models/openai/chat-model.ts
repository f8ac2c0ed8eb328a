import type { OpenAI } from "openai";
import type { ContentPart, Model, ModelRequest, ModelTurn } from "../../core/ports.ts";
import type { Tailored } from "./adapt.ts";
import { keepChat, reasoningIn, toChatMessages, toChatTool } from "./chat-rounds.ts";
import { dataUrl, kindsIn, onlyText, turnsWithInstructions } from "./content.ts";
import { keptFor, offeredTools } from "./offered-tools.ts";
import type { SendRequest } from "./request.ts";
import type { Feature } from "./refused-features.ts";
import { type AdaptedModelSettings, createAdaptedModel } from "./adapted-model.ts";

const LIMIT_FIELDS = ["max_tokens", "max_completion_tokens"] as const;

export interface ChatModelSettings extends AdaptedModelSettings {
  /**
   * A server that refuses one field is asked with the other, and with neither if it refuses both.
   */
  readonly maxTokensField: (typeof LIMIT_FIELDS)[number];
  /** Compatible servers may refuse fields that only OpenAI supports. */
  readonly isOpenAi: boolean;
}

/** Creates a model behind Chat Completions, which every compatible server supports. */
export function createChatModel(settings: ChatModelSettings, exchange: SendRequest): Model {
  const what = `${settings.model} through chat`;
  return createAdaptedModel(settings, exchange, {
    what,
    keep: keepChat,
    tailor: (request, avoided) => tailor(request, settings, avoided, what),
    create: (client, body, options) => client.chat.completions.create(body, options),
  });
}

function tailor(
  request: ModelRequest,
  { model, maxOutputTokens, maxTokensField, isOpenAi }: ChatModelSettings,
  avoided: ReadonlySet<Feature>,
  what: string,
): Tailored<OpenAI.ChatCompletionCreateParamsNonStreaming> {
  const limitField =
    maxOutputTokens === null
      ? undefined
      : [maxTokensField, ...LIMIT_FIELDS].find((field) => !avoided.has(field));
  const keys = {
    ...(avoided.has("safety_identifier") ? {} : { safety_identifier: request.userKey }),
    ...(avoided.has("prompt_cache_key") ? {} : { prompt_cache_key: request.cacheKey }),
  };
  const { tools, rounds, turns, features: ofTools } = offeredTools(request, avoided);
  const results = rounds.flatMap((round) => toChatMessages(round, keptFor(round, what), avoided));
  const instructions = request.instructions.toWellFormed();
  const hasSystem = !avoided.has("system");
  const body = {
    model,
    messages: [
      ...(hasSystem
        ? [{ role: "system" as const, content: instructions }, ...turns.map(toMessage)]
        : turnsWithInstructions(instructions, turns).map(toMessage)),
      ...results,
    ],
    ...(tools.length > 0 && { tools: tools.map(toChatTool) }),
    ...(limitField === undefined ? {} : { [limitField]: maxOutputTokens }),
    ...(isOpenAi ? keys : {}),
  };
  const features: Feature[] = [
    ...(limitField === undefined ? [] : [limitField]),
    ...(hasSystem ? (["system"] as const) : []),
    ...(isOpenAi ? (["safety_identifier", "prompt_cache_key"] as const) : []),
    ...kindsIn(turns),
    ...ofTools,
    ...reasoningIn(results),
  ];
  return { body, features };
}

function toMessage({ role, content }: ModelTurn): OpenAI.ChatCompletionMessageParam {
  // Text alone stays a plain string: not every server accepts a list.
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
