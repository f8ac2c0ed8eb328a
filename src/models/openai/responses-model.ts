import type { OpenAI } from "openai";
import type {
  ContentPart,
  Model,
  ModelCapabilities,
  ModelRequest,
  ModelTurn,
} from "../../core/ports.ts";
import { createAdaptation, type Tailored } from "./adapt.ts";
import { dataUrl, kindsIn, onlyText, turnsWithInstructions, turnsWithout } from "./content.ts";
import type { SendRequest } from "./request.ts";
import { readAnswer } from "./read-answer.ts";
import type { Feature } from "./refused-features.ts";

export interface ResponsesModelSettings {
  readonly model: string;
  readonly maxOutputTokens: number | null;
  readonly capabilities: ModelCapabilities;
}

/** A model behind the Responses API; nothing is stored at the upstream. */
export function createResponsesModel(
  settings: ResponsesModelSettings,
  exchange: SendRequest,
): Model {
  const what = `${settings.model} through responses`;
  const ask = createAdaptation();
  return {
    name: settings.model,
    capabilities: settings.capabilities,
    respond: (request) =>
      ask(
        (avoided) => tailor(request, settings, avoided),
        async (body) => {
          const answer = await exchange({
            what,
            signal: request.signal,
            send: (client, options) => client.responses.create(body, options).asResponse(),
          });
          return readAnswer(answer, settings.model, what);
        },
      ),
  };
}

function tailor(
  request: ModelRequest,
  { model, maxOutputTokens }: ResponsesModelSettings,
  avoided: ReadonlySet<Feature>,
): Tailored<OpenAI.Responses.ResponseCreateParamsNonStreaming> {
  const turns = turnsWithout(avoided, request);
  const instructions = request.instructions.toWellFormed();
  const hasInstructions = !avoided.has("instructions") && !avoided.has("system");
  const optional = {
    store: false,
    instructions,
    ...(maxOutputTokens === null ? {} : { max_output_tokens: maxOutputTokens }),
    safety_identifier: request.userKey,
    prompt_cache_key: request.cacheKey,
  };
  const fields = OPTIONAL.filter(
    (field) =>
      field in optional && !avoided.has(field) && (field !== "instructions" || hasInstructions),
  );
  const input = hasInstructions ? turns : turnsWithInstructions(instructions, turns);
  const body = {
    model,
    ...Object.fromEntries(fields.map((field) => [field, optional[field]])),
    input: input.map(toMessage),
  };
  const system = hasInstructions ? (["system"] as const) : [];
  return { body, features: [...fields, ...system, ...kindsIn(turns)] };
}

const OPTIONAL = [
  "store",
  "instructions",
  "max_output_tokens",
  "safety_identifier",
  "prompt_cache_key",
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
