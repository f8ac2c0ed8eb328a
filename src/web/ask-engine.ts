import { PermanentError, type Reason, TransientError } from "../core/errors.ts";
import type { FoundPage } from "../core/web.ts";
import { isRecord, parseJson } from "../core/json.ts";

/** More than any engine answers with. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;
const MAX_TITLE_LENGTH = 200;
const MAX_TEXT_LENGTH = 700;
const MAX_ADDRESS_LENGTH = 1_000;

type Fields = Readonly<Record<string, unknown>>;

/** Asks a search engine for JSON. Throws `TransientError` or `PermanentError`. */
export async function askEngine(
  provider: string,
  url: URL,
  init: {
    readonly headers?: Record<string, string>;
    readonly body?: object;
    readonly signal: AbortSignal;
  },
): Promise<Fields> {
  const { headers, body, signal } = init;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A key must not follow a redirect.
      redirect: "manual",
      signal,
    });
    text = await readAtMost(response);
  } catch (cause) {
    throw new TransientError(`${provider}: no answer`, {
      cause,
      code: "connection",
      reason: "connection",
    });
  }
  if (!response.ok) throw refusal(provider, response.status);
  const answer = asFields(parseJson(text));
  if (answer === null)
    throw new PermanentError(`${provider}: no JSON`, { code: "malformed", reason: "no-answer" });
  return answer;
}

async function readAtMost(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) throw new Error("the answer is too large");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const REASONS: Readonly<Record<number, Reason>> = {
  401: "credentials",
  402: "billing",
  403: "credentials",
  422: "credentials",
  // Tavily's words for a plan that is used up.
  432: "billing",
  433: "billing",
};

function refusal(provider: string, status: number): TransientError | PermanentError {
  const message = `${provider}: HTTP ${status}`;
  const code = `http_${status}`;
  if (status === 429) return new TransientError(message, { code, reason: "rate" });
  if (status >= 500) return new TransientError(message, { code, reason: "server" });
  return new PermanentError(message, { code, reason: REASONS[status] ?? null });
}

/** Returns the pages in a list whose fields have these names; entries without an address are left out. */
export function readPages(
  list: unknown,
  names: { readonly text: readonly string[]; readonly date: readonly string[] },
): FoundPage[] {
  return (Array.isArray(list) ? list : []).flatMap((entry: unknown) => {
    const fields = asFields(entry) ?? {};
    const url = readAddress(fields["url"]);
    if (url === null) return [];
    const first = (fieldNames: readonly string[]) =>
      fieldNames
        .map((name) => fields[name])
        .find((value) => typeof value === "string" && value !== "");
    return {
      url,
      title: plain(fields["title"], MAX_TITLE_LENGTH) || url,
      text: plain(first(names.text), MAX_TEXT_LENGTH),
      date: plain(first(names.date), 40) || null,
    };
  });
}

/** Returns an object's fields; null for anything else. */
export function asFields(value: unknown): Fields | null {
  return isRecord(value) ? value : null;
}

function readAddress(given: unknown): string | null {
  const url =
    typeof given === "string" && given.length <= MAX_ADDRESS_LENGTH ? URL.parse(given) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** Returns a text on one line, without tags and entities of HTML. */
function plain(given: unknown, maxLength: number): string {
  if (typeof given !== "string") return "";
  const text = given
    .slice(0, maxLength * 4)
    // A sign of "less than" may stand in the text itself.
    .replaceAll(/<\/?[a-z][^<>]{0,200}>/gi, "")
    .replaceAll(/&#(\d{1,7}|x[\da-f]{1,6});/gi, (_, code: string) => decodeNumber(code))
    .replaceAll(/&(?:amp|lt|gt|quot|apos|nbsp);/g, (entity) => ENTITIES[entity] ?? " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  return text.length > maxLength ? `${text.slice(0, maxLength).toWellFormed()}…` : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'",
};

/** Decodes a character's number as HTML has it: `8217` or `x2019`. */
function decodeNumber(code: string): string {
  const number = Number(code.replace(/^x/i, "0x"));
  return number <= 0x10_ff_ff ? String.fromCodePoint(number).toWellFormed() : "";
}
