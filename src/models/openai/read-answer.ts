import type { ModelAnswer, ModelReply } from "../../core/ports.ts";
import type { ToolDefinition, ToolRound } from "../../core/tool-call.ts";
import type { ModelUsage } from "../../core/usage.ts";
import { citedPages } from "./hosted-search.ts";
import { type FoundCall, readCalls } from "./read-calls.ts";
import type { Answer } from "./request.ts";
import { joinedText, outputRefusal, outputText, refusalIn } from "./read-text.ts";
import { stripReasoning, stripThoughts } from "./strip-reasoning.ts";
import { billedBeside, tokenUsage } from "./token-usage.ts";
import { noAnswer, tooLarge } from "./translate-error.ts";
import { asFields, asIdentifier, asList, asText } from "./untrusted.ts";
import { readWrittenCalls } from "./written-calls.ts";

type Fields = Readonly<Record<string, unknown>>;

interface Content {
  readonly text: string;
  readonly refusal: string;
  /** The server's own word for why the model stopped; empty if it gives none. */
  readonly finish: string;
}

const NO_ROOM = /length|max_?(output_?|completion_?|new_?)?tokens|token_?limit|^limit$/i;
const BROKEN_OFF = /truncat|error|abort|interrupt|insufficient|^failed$|^incomplete$/i;
/** In UTF-16 units: longer reasoning is neither stored nor sent back. */
const MAX_CONTINUATION_LENGTH = 200_000;
/** The fields in which a gateway, or a provider's own API, wraps an answer. */
const WRAPPERS = ["data", "result", "output", "response"];
const MAX_WRAPPERS = 3;
/** The words of servers whose filter cut an answer off; that text is not repeated. */
const FILTERED =
  /filter|safety|sensitive|prohibited|blocklist|spii|recitation|guardrail|inspection/i;

export interface AnswerContext {
  readonly provider: string;
  /** The model's name in the request. */
  readonly model: string;
  /** For error messages, and to recognise its own continuations. */
  readonly what: string;
  /** Null if no tool was offered; calls are then ignored. */
  readonly tools: {
    readonly offered: readonly ToolDefinition[];
    readonly rounds: readonly ToolRound[];
    /** Returns the data to be sent back with the results of these calls. */
    keep(body: unknown, found: readonly FoundCall[]): string | null;
  } | null;
}

/**
 * Returns the reply in a body. Any body with text is an answer, in the shape of any API and with
 * any finish word; reasoning is not text. Throws the error of `noAnswer` if there is no text.
 */
export function readAnswer({ body: whole, isCut }: Answer, context: AnswerContext): ModelReply {
  const { what, tools } = context;
  const body = unwrap(whole);
  const fields = asFields(body);
  const { text: raw, refusal: declined, finish } = readContent(body);
  const isBroken = isCut || NO_ROOM.test(finish) || BROKEN_OFF.test(finish);
  const text = stripReasoning(raw).trim();
  const refusal = stripReasoning(declined).trim();
  const usage: ModelUsage = {
    kind: "model",
    provider: context.provider,
    model: asText(fields["model"]) || context.model,
    tokens: tokenUsage(fields["usage"] ?? asFields(whole)["usage"]),
    ...billedBeside(fields),
  };
  const sources = citedPages(fields);
  const answer = (outcome: ModelAnswer["outcome"], said: string): ModelAnswer => ({
    kind: "answer",
    text: said,
    outcome,
    ...(sources.length > 0 && { sources }),
    usage,
  });
  if (FILTERED.test(finish)) return answer("refused", "");
  const asked = tools === null ? [] : readCalls(body, countCalls(tools.rounds));
  const found = tools !== null && asked.length === 0 ? writtenCalls(raw, tools) : asked;
  if (tools !== null && found.length > 0) {
    const data = asked.length > 0 ? tools.keep(body, asked) : null;
    const isKept = data !== null && data.length <= MAX_CONTINUATION_LENGTH;
    const continuation = isKept ? { of: what, data } : null;
    return { kind: "tool-calls", calls: found.map(({ call }) => call), continuation, usage };
  }
  if (refusal !== "") return answer("refused", refusal);
  if (finish === "refusal") return answer("refused", text);
  if (text !== "") return answer(isBroken ? "truncated" : "complete", text);
  if (isCut) throw tooLarge(what);
  // The reasoning left no room for an answer, and would again.
  if (NO_ROOM.test(finish)) return answer("truncated", "");
  throw noAnswer(body, what, `${asIdentifier(finish) ?? "ended"} without any text`);
}

function writtenCalls(text: string, tools: NonNullable<AnswerContext["tools"]>): FoundCall[] {
  const tool_calls = readWrittenCalls(stripThoughts(text), tools.offered);
  return readCalls({ message: { tool_calls } }, countCalls(tools.rounds));
}

function countCalls(rounds: readonly ToolRound[]): number {
  return rounds.reduce((sum, { calls }) => sum + calls.length, 0);
}

/** Returns the part of a body that has text, where the body itself has none. */
function unwrap(body: unknown, depth = 0): unknown {
  if (depth === MAX_WRAPPERS || readContent(body).text !== "") return body;
  const wrapped = WRAPPERS.map((name) => unwrap(asFields(asFields(body)[name]), depth + 1));
  return wrapped.find((one) => readContent(one).text !== "") ?? body;
}

function readContent(body: unknown): Content {
  const fields = asFields(Array.isArray(body) ? body[0] : body);
  const choices = asList(fields["choices"]).map(asFields);
  const choice = choices.find((one) => textOfChoice(one) !== "") ?? choices[0] ?? {};
  const candidate = asFields(asList(fields["candidates"])[0]);
  const finish =
    asText(choice["finish_reason"]) ||
    asText(asFields(fields["incomplete_details"])["reason"]) ||
    asText(fields["stop_reason"]) ||
    asText(fields["done_reason"]) ||
    asText(candidate["finishReason"]) ||
    asText(fields["status"]);
  return {
    text: textOfChoice(choice) || outputText(fields["output"]) || looseText(fields, candidate),
    refusal:
      asText(asFields(choice["message"])["refusal"]) ||
      refusalIn(asFields(choice["message"])["content"]) ||
      outputRefusal(fields["output"]),
    finish,
  };
}

/** Returns the text of a chat, of a delta, or of the older completions. */
function textOfChoice(choice: Fields): string {
  const message = asFields(choice["message"]);
  return (
    joinedText(message["content"]) ||
    asText(message["text"]) ||
    asText(asFields(message["audio"])["transcript"]) ||
    joinedText(asFields(choice["delta"])["content"]) ||
    asText(choice["text"]) ||
    asText(choice["message"])
  );
}

/** Returns the text where other APIs put it: Anthropic, Gemini, Ollama, TGI, KoboldCpp. */
function looseText(fields: Fields, candidate: Fields): string {
  return (
    asText(fields["output_text"]) ||
    joinedText(asFields(fields["message"])["content"]) ||
    joinedText(fields["content"]) ||
    joinedText(candidate["content"]) ||
    asText(fields["response"]) ||
    asText(fields["generated_text"]) ||
    asText(fields["completion"]) ||
    asText(fields["answer"]) ||
    asText(fields["reply"]) ||
    asText(asFields(asList(fields["results"])[0])["text"]) ||
    asText(fields["text"])
  );
}
