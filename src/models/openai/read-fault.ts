import { asFields, asIdentifier, asList, asText } from "./untrusted.ts";
import { parseJson } from "../../core/json.ts";

/** A fault as a server states it; the same fields for every shape. */
export interface ServerFault {
  /** The status in the body; null if only the response has one. */
  readonly status: number | null;
  readonly code: string | null;
  readonly type: string | null;
  readonly param: string | null;
  /**
   * The server's own words, only to recognise their meaning: they may repeat the prompt or a key.
   */
  readonly message: string;
}

/** In UTF-16 units of each sentence: a server repeats the prompt after its own words. */
const MAX_WORDS = 300;
const MAX_SENTENCES = 8;
/** The fields that hold the sentences, in OpenAI's own shape and in those of other servers. */
const SENTENCES = ["message", "msg", "error", "error_msg", "status_msg", "detail", "description"];
const MAX_DEPTH = 4;

/**
 * Reads the error that a body states: OpenAI's `error` object, a bare sentence, a list as Gemini
 * sends it, pydantic's `detail`, the flat objects of vLLM and Mistral, a choice that failed, and
 * the provider's own words that OpenRouter wraps. Returns null if the body states no error.
 */
export function readFault(body: unknown): ServerFault | null {
  if (Array.isArray(body)) {
    const [first] = body;
    return isSpoken(first) ? readFault(first) : null;
  }
  const fields = asFields(body);
  const found = statedIn(fields);
  if (found === null) return null;
  const inner = asFields(unwrap(found));
  const outer = inner === fields ? {} : fields;
  const pick = (...names: readonly string[]) =>
    names.map((name) => asIdentifier(inner[name])).find((value) => value !== null) ?? null;
  const status = [inner["status"], inner["status_code"], inner["http_code"], inner["code"]]
    .concat([outer["status"], outer["status_code"], outer["code"]])
    .map(Number)
    .find((value) => Number.isInteger(value) && value >= 400 && value < 600);
  return {
    status: status ?? null,
    code: pick("code", "status_code") ?? asIdentifier(outer["code"]),
    type: pick("type", "status") ?? asIdentifier(outer["type"]),
    param: pick("param"),
    message: sentencesIn(found, 0).slice(0, MAX_SENTENCES).join("\n"),
  };
}

/** Returns the fault in a text that is not JSON, such as a gateway's page. */
export function faultInText(text: string): ServerFault {
  const message = text.slice(0, MAX_WORDS * MAX_SENTENCES).replaceAll(/<[^>]*>/g, " ");
  return {
    status: null,
    code: null,
    type: null,
    param: null,
    message: message.slice(0, MAX_WORDS),
  };
}

function statedIn(fields: Readonly<Record<string, unknown>>): unknown {
  const { error, errors, detail, message, msg, object, type } = fields;
  if (isSpoken(error)) return error;
  if (isSpoken(asList(errors)[0])) return asList(errors)[0];
  const choice = asFields(asList(fields["choices"])[0])["error"];
  if (isSpoken(choice)) return choice;
  const { base_resp: minimax } = fields;
  if (Number(asFields(minimax)["status_code"] ?? 0) !== 0) return minimax;
  if (isSpoken(detail)) return fields;
  const isNamed = /error/i.test(`${asText(object)} ${asText(type)}`);
  const isCoded = "code" in fields || "status" in fields || fields["success"] === false;
  const isFlat = isSpoken(message) || isSpoken(msg) || isSpoken(fields["error_msg"]);
  return isFlat && (isNamed || isCoded) ? fields : null;
}

function isSpoken(value: unknown): boolean {
  if (typeof value === "string") return value !== "";
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** Returns the value in a sentence that is itself the JSON of another server behind this one. */
function unwrap(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  return parseJson(value) ?? value;
}

function sentencesIn(value: unknown, depth: number): string[] {
  if (depth > MAX_DEPTH) return [];
  const unwrapped = unwrap(value);
  if (typeof unwrapped === "string") return [unwrapped.slice(0, MAX_WORDS)];
  if (Array.isArray(unwrapped)) {
    return unwrapped.slice(0, MAX_SENTENCES).flatMap((one) => sentencesIn(one, depth + 1));
  }
  const fields = asFields(unwrapped);
  // The location that pydantic reports, such as `body.max_completion_tokens`.
  const place = asList(fields["loc"]).map(String).join(".").slice(0, MAX_WORDS);
  const kind = place === "" ? "" : `${asText(fields["type"])} ${place}`;
  return [
    ...(kind === "" ? [] : [kind]),
    ...SENTENCES.flatMap((name) => (name in fields ? sentencesIn(fields[name], depth + 1) : [])),
    ...sentencesIn(asFields(fields["metadata"])["raw"] ?? [], depth + 1),
  ];
}
