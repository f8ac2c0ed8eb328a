import type { ModelAnswer, ModelReply } from "../../core/ports.ts";
import type { ToolRound } from "../../core/tool-call.ts";
import type { ModelUsage } from "../../core/usage.ts";
import { type FoundCall, readCalls } from "./read-calls.ts";
import type { Answer } from "./request.ts";
import { joinedText, outputRefusal, outputText, refusalIn } from "./read-text.ts";
import { stripReasoning } from "./strip-reasoning.ts";
import { billedBeside, tokenUsage } from "./token-usage.ts";
import { noAnswer, tooLarge } from "./translate-error.ts";
import { asFields, asIdentifier, asList, asText } from "./untrusted.ts";

type Fields = Readonly<Record<string, unknown>>;

interface Said {
  readonly text: string;
  readonly refusal: string;
  /** Why the model stopped, in the server's own word; empty where it does not tell. */
  readonly finish: string;
}

const NO_ROOM = /length|max_?(output_?|completion_?|new_?)?tokens|token_?limit|^limit$/i;
const BROKEN_OFF = /truncat|error|abort|interrupt|insufficient|^failed$|^incomplete$/i;
/** In UTF-16 units: longer reasoning is not handed back, and not kept. */
const MAX_CONTINUATION_LENGTH = 200_000;
/** What a filter has cut off is not repeated. */
const FILTERED =
  /filter|safety|sensitive|prohibited|blocklist|spii|recitation|guardrail|inspection/i;

export interface Asked {
  readonly provider: string;
  /** As it was asked for. */
  readonly model: string;
  /** For messages, and to know its own continuations by. */
  readonly what: string;
  /** Null where no tool was offered, and calls are none. */
  readonly tools: {
    readonly rounds: readonly ToolRound[];
    /** Returns what is to be handed back with the results of these calls. */
    keep(body: unknown, found: readonly FoundCall[]): string | null;
  } | null;
}

/**
 * The reply that a body holds. Whatever holds text is an answer, whichever API's shape it has and
 * whatever word it ends with; reasoning is no text. Throws what `noAnswer` throws where there is none.
 */
export function readAnswer({ body, isCut }: Answer, asked: Asked): ModelReply {
  const { what, tools } = asked;
  const fields = asFields(body);
  const { text: raw, refusal: declined, finish } = whatIsSaid(body);
  const isBroken = isCut || NO_ROOM.test(finish) || BROKEN_OFF.test(finish);
  const text = stripReasoning(raw).trim();
  const refusal = stripReasoning(declined).trim();
  const usage: ModelUsage = {
    kind: "model",
    provider: asked.provider,
    model: asText(fields["model"]) || asked.model,
    tokens: tokenUsage(fields["usage"]),
    ...billedBeside(fields),
  };
  const answer = (outcome: ModelAnswer["outcome"], said: string): ModelAnswer => ({
    kind: "answer",
    text: said,
    outcome,
    usage,
  });
  if (FILTERED.test(finish)) return answer("refused", "");
  const found = tools === null ? [] : readCalls(body, countCalls(tools.rounds));
  if (tools !== null && found.length > 0) {
    const data = tools.keep(body, found);
    const isKept = data !== null && data.length <= MAX_CONTINUATION_LENGTH;
    const continuation = isKept ? { of: what, data } : null;
    return { kind: "tool-calls", calls: found.map(({ call }) => call), continuation, usage };
  }
  if (refusal !== "") return answer("refused", refusal);
  if (finish === "refusal") return answer("refused", text);
  if (text !== "") return answer(isBroken ? "truncated" : "complete", text);
  if (isCut) throw tooLarge(what);
  // There was no room left for an answer behind the reasoning, and there will be none next time.
  if (NO_ROOM.test(finish)) return answer("truncated", "");
  throw noAnswer(body, what, `${asIdentifier(finish) ?? "ended"} without any text`);
}

function countCalls(rounds: readonly ToolRound[]): number {
  return rounds.reduce((sum, { calls }) => sum + calls.length, 0);
}

function whatIsSaid(body: unknown): Said {
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

/** Of a chat, of a piece of one, and of the completions that came before chats. */
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

/** Where servers of other APIs put it: Anthropic, Gemini, Ollama, TGI, KoboldCpp. */
function looseText(fields: Fields, candidate: Fields): string {
  return (
    asText(fields["output_text"]) ||
    joinedText(asFields(fields["message"])["content"]) ||
    joinedText(fields["content"]) ||
    joinedText(candidate["content"]) ||
    asText(fields["response"]) ||
    asText(fields["generated_text"]) ||
    asText(asFields(asList(fields["results"])[0])["text"]) ||
    asText(fields["text"])
  );
}
