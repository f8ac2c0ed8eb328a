import { parseJson } from "../../core/json.ts";
import { joinCalls } from "./join-calls.ts";
import { closeJson } from "./read-body.ts";
import { joinedText } from "./read-text.ts";
import { asFields, asList, asText } from "./untrusted.ts";

/** The end mark that some servers add to an answer that is not a stream. */
const DONE = /\s*(data:)?\s*\[DONE\]\s*$/;
const DATA = /^data:\s?/;
const NO_DATA = /^(:|event:|id:|retry:)/;

/**
 * Returns the JSON of a body; undefined if there is none. Also accepts forms that were not
 * requested: server-sent events or JSON lines, which are joined into one answer, keep-alive
 * comments, and `data: [DONE]` after the answer.
 */
export function readMessage(body: string, isCut: boolean): unknown {
  const text = body.replace(/^\uFEFF/, "").trim();
  const whole = parseJson(isCut ? closeJson(text) : text);
  if (whole !== null) return whole;
  const bare = parseJson(withoutComments(text).replace(DONE, ""));
  if (bare !== null) return bare;
  const events = readEvents(text);
  return events.length > 1 ? joinEvents(events) : events[0];
}

function withoutComments(text: string): string {
  return text.replace(/^(?::[^\n]*\n\s*)+/, "");
}

function readEvents(text: string): unknown[] {
  const lines = text
    .split(/\r?\n|\r/)
    .filter((line) => !NO_DATA.test(line))
    .map((line) => line.replace(DATA, ""));
  const events = lines
    .map(parseJson)
    .filter((event) => typeof event === "object" && event !== null);
  if (events.length > 0) return events;
  // One event may span many lines.
  const spread = parseJson(lines.join("\n").replace(DONE, ""));
  return spread === null ? [] : [spread];
}

function joinEvents(events: readonly unknown[]): unknown {
  const all = events.map(asFields);
  const last = (name: string) => all.findLast((event) => event[name] != null)?.[name];
  const response = all.findLast((event) => isEnd(event["type"]))?.["response"];
  const deltas = all.filter((event) => event["type"] === "response.output_text.delta");
  const items = all
    .filter((event) => event["type"] === "response.output_item.done")
    .map((event) => event["item"]);
  if (deltas.length > 0 || items.length > 0) {
    // The last event may only mark the end.
    const text = deltas.map((event) => asText(event["delta"])).join("");
    const message = { type: "message", content: [{ type: "output_text", text }] };
    const output = items.length > 0 ? items : [message];
    const said = asFields(response);
    return { ...said, output: asList(said["output"]).length > 0 ? said["output"] : output };
  }
  if (response !== undefined) return response;
  const choices = all.map((event) => asFields(asList(event["choices"])[0]));
  const lastOf = (name: string) => choices.findLast((choice) => choice[name] != null)?.[name];
  const pieces = all.map((event, index) => pieceOf(event, choices[index] ?? {}));
  const refusal = choices.map((choice) => asText(asFields(choice["delta"])["refusal"])).join("");
  const deltasOfChat = choices.map((choice) => asFields(choice["delta"]));
  const ofOllama = all.map((event) => asFields(event["message"]));
  const calls = joinCalls([...deltasOfChat, ...ofOllama]);
  // If every event repeats all text so far, the last one is the answer.
  const message = lastOf("message");
  const content = pieces.join("") || joinedText(asFields(message)["content"]);
  const error = last("error") ?? lastOf("error");
  const finish = lastOf("finish_reason") ?? last("done_reason") ?? stopOf(all);
  return {
    model: last("model"),
    usage: last("usage"),
    service_tier: last("service_tier"),
    choices: [
      {
        finish_reason: finish ?? (error === undefined ? null : "error"),
        message: { content, refusal, ...callsOf(calls, message) },
      },
    ],
    error,
  };
}

function callsOf(joined: readonly object[], message: unknown): object {
  const calls = joined.length > 0 ? joined : asList(asFields(message)["tool_calls"]);
  return calls.length > 0 ? { tool_calls: calls } : {};
}

function isEnd(type: unknown): boolean {
  return /^response\.(completed|incomplete|failed|done)$/.test(asText(type));
}

/**
 * Returns the text that one event adds: to a chat, to an older completion, or as Anthropic or
 * Ollama send it.
 */
function pieceOf(
  event: Readonly<Record<string, unknown>>,
  choice: Readonly<Record<string, unknown>>,
): string {
  const delta = asFields(event["delta"]);
  const isText = delta["type"] === undefined || delta["type"] === "text_delta";
  return (
    joinedText(asFields(choice["delta"])["content"]) ||
    asText(choice["text"]) ||
    (isText ? asText(delta["text"]) : "") ||
    joinedText(asFields(event["message"])["content"]) ||
    asText(event["response"])
  );
}

function stopOf(events: readonly Readonly<Record<string, unknown>>[]): unknown {
  return events.map((event) => asFields(event["delta"])["stop_reason"]).findLast((stop) => stop);
}
