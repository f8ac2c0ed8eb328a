import type { OpenAI } from "openai";
import { loadOnce } from "../../core/load-once.ts";
import { plainError, readBody } from "./read-body.ts";
import { readMessage } from "./read-message.ts";
import {
  interruption,
  malformed,
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

/**
 * Creates a sender for one upstream through the `openai` package, which is loaded with the first
 * request: loading it takes longer than the rest of the startup.
 */
export function createRequestSender(settings: ConnectionSettings): SendRequest {
  const loadClient = loadOnce(() => createClient(settings));
  return async ({ what, signal, send }) => {
    // The package's own timeout ends with the headers of a failed request, ours with the body.
    const deadline = AbortSignal.timeout(settings.timeoutMs);
    const request = { what, signal, deadline };
    try {
      const client = await loadClient();
      const options = { signal: AbortSignal.any([signal, deadline]) };
      return await readJson(await send(client, options), request, settings.maxBodyBytes);
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

async function readJson(
  response: Response,
  request: RequestFacts,
  maxBytes?: number,
): Promise<Answer> {
  const { text, isCut } = await readBody(response, maxBytes).catch((cause: unknown) => {
    throw (
      interruption(request, cause) ?? malformed(request.what, "the answer was interrupted", cause)
    );
  });
  const body = readMessage(text, isCut);
  if (body !== undefined) return { body, isCut };
  if (isCut) throw tooLarge(request.what);
  // A parser's error quotes its input.
  throw malformed(request.what, `no JSON in ${text.length} characters`);
}
