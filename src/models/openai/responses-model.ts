import type { OpenAI } from "openai";
import { MAX_HOSTED_SEARCHES } from "../../core/web.ts";
import type {
  ContentPart,
  Model,
  ModelCapabilities,
  ModelRequest,
  ModelTurn,
} from "../../core/ports.ts";
import { createAdaptation, type OnRefused, type Tailored } from "./adapt.ts";
import {
  dataUrl,
  kindsIn,
  onlyText,
  turnsWithInstructions,
  turnsWithout,
  turnsWithResults,
} from "./content.ts";
import { toHostedSearch } from "./hosted-search.ts";
import { keptFor, offeredTools } from "./offered-tools.ts";
import type { SendRequest } from "./request.ts";
import { readAnswer } from "./read-answer.ts";
import type { Feature } from "./refused-features.ts";
import {
  ENCRYPTED_REASONING,
  keepOutput,
  toInputItems,
  toResponsesTool,
} from "./responses-rounds.ts";

export interface ResponsesModelSettings {
  readonly model: string;
  readonly provider: string;
  readonly maxOutputTokens: number | null;
  readonly capabilities: ModelCapabilities;
  readonly onRefused?: OnRefused | undefined;
}

/** Creates a model behind the Responses API; nothing is stored at the upstream. */
export function createResponsesModel(
  settings: ResponsesModelSettings,
  exchange: SendRequest,
): Model {
  const what = `${settings.model} through responses`;
  const ask = createAdaptation(settings.onRefused);
  return {
    name: settings.model,
    capabilities: settings.capabilities,
    respond: (request) =>
      ask(
        (avoided) => tailor(request, settings, avoided, what),
        async (body) => {
          const answer = await exchange({
            what,
            signal: request.signal,
            send: (client, options) => client.responses.create(body, options).asResponse(),
          });
          const { model, provider } = settings;
          const { rounds = [], tools: offered = [] } = request;
          const tools = body.tools === undefined ? null : { offered, rounds, keep: keepOutput };
          return readAnswer(answer, { model, provider, what, tools });
        },
      ),
  };
}

function tailor(
  request: ModelRequest,
  { model, maxOutputTokens }: ResponsesModelSettings,
  avoided: ReadonlySet<Feature>,
  what: string,
): Tailored<OpenAI.Responses.ResponseCreateParamsNonStreaming> {
  const { tools, rounds, isInWords, features: ofTools } = offeredTools(request, avoided);
  const shown = turnsWithout(avoided, request);
  const turns = isInWords ? turnsWithResults(shown, rounds) : shown;
  const results = isInWords
    ? []
    : rounds.flatMap((round) => toInputItems(round, keptFor(round, what)));
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
