import { parseJson } from "../../core/json.ts";
import { faultInText, readFault } from "./read-fault.ts";

/** More than is kept of an answer, even with escapes; a normal answer is far shorter. */
export const MAX_BODY_BYTES = 1024 * 1024;

export interface Body {
  readonly text: string;
  /** True if the body was longer than the limit. */
  readonly isCut: boolean;
}

/** An error is a code and a sentence. */
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Returns the response with its error in OpenAI's own shape, the only one that the `openai` package
 * reads. Only the beginning of an endless body counts, and what came before an interruption.
 */
export async function plainError(response: Response): Promise<Response> {
  if (response.ok || response.body === null) return response;
  const { status } = response;
  const text = await beginningOfError(response.body);
  const error = readFault(parseJson(text)) ?? faultInText(text);
  // Headers about the original body, such as its encoding, no longer apply.
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "content-type"]) headers.delete(name);
  return Response.json({ error }, { status, headers });
}

async function beginningOfError(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let left = MAX_ERROR_BYTES;
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk.subarray(0, left), { stream: true });
      left -= chunk.byteLength;
      if (left <= 0) break;
    }
  } catch {
    // The status is enough.
  }
  return text;
}

/** Reads at most `maxBytes` of a body, and closes the connection if there is more. */
export async function readBytes(
  response: Response,
  maxBytes = MAX_BODY_BYTES,
): Promise<{ readonly bytes: Uint8Array; readonly isCut: boolean }> {
  const chunks: Uint8Array[] = [];
  let left = maxBytes;
  for await (const chunk of response.body ?? []) {
    left -= chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (left < 0) return { bytes: Buffer.concat(chunks), isCut: true };
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
}

/** The same, as text. */
export async function readBody(response: Response, maxBytes = MAX_BODY_BYTES): Promise<Body> {
  const decoder = new TextDecoder();
  const texts: string[] = [];
  let left = maxBytes;
  for await (const chunk of response.body ?? []) {
    texts.push(decoder.decode(chunk.subarray(0, left), { stream: true }));
    left -= chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (left < 0) return { text: texts.join(""), isCut: true };
  }
  texts.push(decoder.decode());
  return { text: texts.join(""), isCut: false };
}

const [QUOTE, BACKSLASH, LOWER_U] = [0x22, 0x5c, 0x75];
const CLOSING = new Map([
  [0x7b, "}"],
  [0x5b, "]"],
]);
const CLOSINGS = new Set([0x7d, 0x5d]);

/**
 * Closes the open strings and brackets of JSON that was cut off within a string, so that the part
 * before can be read. JSON cut off elsewhere may remain unreadable.
 */
export function closeJson(cut: string): string {
  const open: string[] = [];
  let isString = false;
  let end = cut.length;
  for (let at = 0; at < cut.length; at += 1) {
    const code = cut.charCodeAt(at);
    if (isString && code === BACKSLASH) {
      const length = cut.charCodeAt(at + 1) === LOWER_U ? 6 : 2;
      if (at + length > cut.length) end = at;
      at += length - 1;
    } else if (code === QUOTE) isString = !isString;
    else if (!isString && CLOSINGS.has(code)) open.pop();
    else if (!isString) {
      const closing = CLOSING.get(code);
      if (closing !== undefined) open.push(closing);
    }
  }
  return cut.slice(0, end) + (isString ? '"' : "") + open.toReversed().join("");
}
