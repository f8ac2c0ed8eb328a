import type { OpenAI } from "openai";
import { loadOnce } from "../../core/load-once.ts";
import type { TransientError } from "../../core/errors.ts";
import { plainError, readBody, readBytes } from "./read-body.ts";
import { readMessage } from "./read-message.ts";
import {
  interruption,
  malformed,
  noAnswer,
  tooLarge,
  translateError,
  type RequestFacts,
} from "./translate-error.ts";

export interface ConnectionSettings {
  /** May be null if a compatible server needs none. */
  readonly apiKey: string | null;
  /** Null means OpenAI itself. */
  readonly baseUrl: string | null;
  readonly timeoutMs: number;
  /** Of an answer; by default as much as one of text may have. */
  readonly maxBodyBytes?: number;
}

interface UpstreamRequest {
  readonly what: string;
  readonly signal: AbortSignal;
  /** The most that is read of the answer, in bytes. */
  readonly maxBytes?: number;
  readonly send: (client: OpenAI, options: { readonly signal: AbortSignal }) => Promise<Response>;
}

export interface Answer {
  readonly body: unknown;
  /** True if the answer was too large and only its beginning was read. */
  readonly isCut: boolean;
}

/**
 * Sends once and returns the answer's JSON, or a stream's events as one answer. Throws
 * `TransientError` or `PermanentError`.
 */
export type SendRequest = (question: UpstreamRequest) => Promise<Answer>;

/** Sends once and returns the answer as it is. Throws `TransientError` or `PermanentError`. */
export type RequestFile = (question: UpstreamRequest) => Promise<Uint8Array>;

/**
 * Creates a sender for one upstream through the `openai` package, which is loaded with the first
 * request: loading it takes longer than the rest of the startup.
 */
export function createRequestSender(settings: ConnectionSettings): SendRequest {
  return createSender(settings, readJson);
}

/** Creates the same for answers that are files. */
export function createFileRequester(settings: ConnectionSettings): RequestFile {
  return createSender(settings, readFile);
}

interface ReadFacts extends RequestFacts {
  readonly maxBytes: number | undefined;
}

function createSender<T>(
  settings: ConnectionSettings,
  read: (response: Response, request: ReadFacts) => Promise<T>,
): (question: UpstreamRequest) => Promise<T> {
  const loadClient = loadOnce(() => createClient(settings));
  return async ({ what, signal, send, maxBytes }) => {
    // The package's own timeout ends with the headers of a failed request, ours with the body.
    const deadline = AbortSignal.timeout(settings.timeoutMs);
    const request = { what, signal, deadline, maxBytes: maxBytes ?? settings.maxBodyBytes };
    try {
      const client = await loadClient();
      const options = { signal: AbortSignal.any([signal, deadline]) };
      return await read(await send(client, options), request);
    } catch (error) {
      throw translateError(error, request) ?? error;
    }
  };
}

// Values that are null or "off" here would otherwise come from the environment.
async function createClient(settings: ConnectionSettings): Promise<OpenAI> {
  const { OpenAI: Client } = await import("openai");
  return new Client({
    apiKey: settings.apiKey || "none",
    baseURL: settings.baseUrl ?? "https://api.openai.com/v1",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: "off",
    maxRetries: 0,
    timeout: settings.timeoutMs,
    fetch: async (url, init) => plainError(await fetch(url, init)),
  });
}

async function readFile(response: Response, request: ReadFacts): Promise<Uint8Array> {
  // A fault that a server states in a successful response.
  if (response.headers.get("content-type")?.includes("json") === true) {
    const { body } = await readJson(response, request);
    throw noAnswer(body, request.what, "no file in the answer");
  }
  const { bytes, isCut } = await readBytes(response, request.maxBytes).catch((cause: unknown) => {
    throw interrupted(request, cause);
  });
  if (isCut) throw tooLarge(request.what);
  return bytes;
}

function interrupted(request: RequestFacts, cause: unknown): TransientError {
  return (
    interruption(request, cause) ?? malformed(request.what, "the answer was interrupted", cause)
  );
}

async function readJson(response: Response, request: ReadFacts): Promise<Answer> {
  const { text, isCut } = await readBody(response, request.maxBytes).catch((cause: unknown) => {
    throw interrupted(request, cause);
  });
  const body = readMessage(text, isCut);
  if (body !== undefined) return { body, isCut };
  if (isCut) throw tooLarge(request.what);
  // A parser's error quotes its input.
  throw malformed(request.what, `no JSON in ${text.length} characters`);
}
