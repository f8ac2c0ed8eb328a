import type { OpenAI } from "openai";
import { PermanentError, TransientError } from "../core/errors.ts";
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

const PASSING_FAILURES = new Set([
  "failed",
  "server_error",
  "rate_limit_exceeded",
  "vector_store_timeout",
]);

export interface ResponsesModelSettings {
  readonly model: string;
  readonly maxOutputTokens: number | null;
  readonly capabilities: ModelCapabilities;
}

/** A model behind the Responses API; nothing is stored at the upstream. */
export function createResponsesModel(settings: ResponsesModelSettings, exchange: Exchange): Model {
  const what = `${settings.model} through responses`;
  return {
    name: settings.model,
    capabilities: settings.capabilities,
    respond: async (request) => {
      const body = toBody(request, settings);
      const answer = await exchange({
        what,
        signal: request.signal,
        send: (client, options) => client.responses.create(body, options).asResponse(),
      });
      return toAnswer(answer, settings.model, what);
    },
  };
}

function toBody(
  request: ModelRequest,
  { model, maxOutputTokens }: ResponsesModelSettings,
): OpenAI.Responses.ResponseCreateParamsNonStreaming {
  return {
    model,
    store: false,
    instructions: request.instructions.toWellFormed(),
    input: request.turns.map(toMessage),
    ...(maxOutputTokens === null ? {} : { max_output_tokens: maxOutputTokens }),
    safety_identifier: request.userKey,
    prompt_cache_key: request.cacheKey,
  };
}

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

function toAnswer({ body, isCut }: Answer, model: string, what: string): ModelAnswer {
  const fields = asFields(body);
  const { text, refusal } = readOutput(fields["output"]);
  const answer = (outcome: ModelAnswer["outcome"], said: string): ModelAnswer => ({
    text: said,
    outcome,
    model: asText(fields["model"]) || model,
    usage: tokenUsage(fields["usage"], "input_tokens", "output_tokens"),
  });
  if (fields["status"] === "failed") throw failure(fields["error"], what);
  if (refusal !== "") return answer("refused", refusal);
  if (isCut) {
    if (text === "") throw tooLarge(what);
    return answer("truncated", text);
  }
  if (fields["status"] === "completed") {
    if (text === "") throw malformed(what, "completed without any text");
    return answer("complete", text);
  }
  if (fields["status"] === "incomplete") {
    const reason = asFields(fields["incomplete_details"])["reason"];
    // What a filter has cut off is not repeated.
    if (reason === "content_filter") return answer("refused", "");
    if (text !== "" || reason === "max_output_tokens") return answer("truncated", text);
  }
  throw malformed(what, `status ${asIdentifier(fields["status"]) ?? "missing"}, no answer`);
}

function readOutput(output: unknown): { readonly text: string; readonly refusal: string } {
  // Commentary is what a model mutters on its way to the final answer.
  const contents = asList(output)
    .map(asFields)
    .filter((item) => item["type"] === "message" && item["phase"] !== "commentary")
    .flatMap((item) => asList(item["content"]))
    .map(asFields);
  const said = (type: string, field: string): string =>
    contents
      .filter((content) => content["type"] === type)
      .map((content) => asText(content[field]))
      .join("")
      .trim();
  return { text: said("output_text", "text"), refusal: said("refusal", "refusal") };
}

function failure(error: unknown, what: string): TransientError | PermanentError {
  const code = asIdentifier(asFields(error)["code"]) ?? "failed";
  const message = `${what}: failed, ${code}`;
  return PASSING_FAILURES.has(code)
    ? new TransientError(message, { code })
    : new PermanentError(message, { code });
}
