import type { OpenAI } from "openai";
import { MAX_HOSTED_SEARCHES } from "../../core/web.ts";
import type { ContentPart, Model, ModelRequest, ModelTurn } from "../../core/ports.ts";
import type { Tailored } from "./adapt.ts";
import { dataUrl, kindsIn, onlyText, turnsWithInstructions } from "./content.ts";
import { toHostedSearch } from "./hosted-search.ts";
import { keptFor, offeredTools } from "./offered-tools.ts";
import type { SendRequest } from "./request.ts";
import type { Feature } from "./refused-features.ts";
import {
  ENCRYPTED_REASONING,
  keepOutput,
  toInputItems,
  toResponsesTool,
} from "./responses-rounds.ts";
import { type AdaptedModelSettings, createAdaptedModel } from "./adapted-model.ts";

/** Creates a model behind the Responses API; nothing is stored at the upstream. */
export function createResponsesModel(settings: AdaptedModelSettings, exchange: SendRequest): Model {
  const what = `${settings.model} through responses`;
  return createAdaptedModel(settings, exchange, {
    what,
    keep: keepOutput,
    tailor: (request, avoided) => tailor(request, settings, avoided, what),
    create: (client, body, options) => client.responses.create(body, options),
  });
}

function tailor(
  request: ModelRequest,
  { model, maxOutputTokens }: AdaptedModelSettings,
  avoided: ReadonlySet<Feature>,
  what: string,
): Tailored<OpenAI.Responses.ResponseCreateParamsNonStreaming> {
  const { tools, rounds, turns, features: ofTools } = offeredTools(request, avoided);
  const results = rounds.flatMap((round) => toInputItems(round, keptFor(round, what)));
  const instructions = request.instructions.toWellFormed();
  const search =
    request.webSearch === undefined || avoided.has("web_search")
      ? []
      : [toHostedSearch(request.webSearch)];
  const allTools = [...tools.map(toResponsesTool), ...search];
  const hasInstructions = !avoided.has("instructions") && !avoided.has("system");
  const optional = {
    store: false,
    instructions,
    ...(maxOutputTokens === null ? {} : { max_output_tokens: maxOutputTokens }),
    safety_identifier: request.userKey,
    prompt_cache_key: request.cacheKey,
    ...(allTools.length > 0 && { include: [ENCRYPTED_REASONING] }),
    ...(search.length > 0 && { max_tool_calls: MAX_HOSTED_SEARCHES }),
  };
  const fields = OPTIONAL.filter(
    (field) =>
      field in optional && !avoided.has(field) && (field !== "instructions" || hasInstructions),
  );
  const input = hasInstructions ? turns : turnsWithInstructions(instructions, turns);
  const body = {
    model,
    ...Object.fromEntries(fields.map((field) => [field, optional[field]])),
    input: [...input.map(toMessage), ...results],
    ...(allTools.length > 0 && { tools: allTools }),
  };
  const system = hasInstructions ? (["system"] as const) : [];
  const ofSearch = search.length > 0 ? (["web_search"] as const) : [];
  return { body, features: [...fields, ...system, ...kindsIn(turns), ...ofTools, ...ofSearch] };
}

const OPTIONAL = [
  "store",
  "instructions",
  "max_output_tokens",
  "safety_identifier",
  "prompt_cache_key",
  "include",
  "max_tool_calls",
] as const;

function toMessage({ role, content }: ModelTurn): OpenAI.Responses.EasyInputMessage {
  const text = onlyText(content);
  if (role === "assistant") return { role, content: text ?? "" };
  return { role, content: text ?? content.map(toPart) };
}

function toPart(part: ContentPart): OpenAI.Responses.ResponseInputContent {
  switch (part.kind) {
    case "text":
      return { type: "input_text", text: part.text.toWellFormed() };
    case "image":
      return { type: "input_image", image_url: dataUrl(part), detail: "auto" };
    case "file":
      return { type: "input_file", filename: part.name, file_data: dataUrl(part) };
  }
}
