import type { ApiError } from "../wire.ts";
import { createObservable } from "./observable.ts";

const ROOT = "/admin/api";

/** True from the first response that says that this browser has no session any more. */
export const isSignedOut = createObservable(false);

/** A refused or failed request; the message is a sentence for the owner. */
class RequestFailed extends Error {
  /** 0 if no response came. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

let csrfToken = "";

/** Sends this token with every change from now on. */
export function keepCsrfToken(token: string): void {
  csrfToken = token;
}

/** Returns the path under which the browser itself downloads something. */
export function downloadPath(path: string): string {
  return ROOT + path;
}

/** Reads a body of the API. Throws `RequestFailed`. */
export async function read<T>(path: string): Promise<T> {
  const response = await request(path, { headers: { accept: "application/json" } });
  return response.json();
}

const texts = new Map<string, string>();

/** Reads a body and keeps its text for `keptText`. Throws `RequestFailed`. */
export async function readAndKeep<T>(path: string): Promise<T> {
  const response = await request(path, { headers: { accept: "application/json" } });
  const text = await response.text();
  texts.set(path, text);
  return JSON.parse(text);
}

/** Returns the text that was kept last for this path, so that a page appears at once. */
export function keptText(path: string): string | undefined {
  return texts.get(path);
}

/** Changes something and returns the body of the response; null if it has none. Throws `RequestFailed`. */
export async function change<T = null>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T | null> {
  const response = await request(path, {
    method,
    headers: {
      ...headers,
      "x-csrf-token": csrfToken,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === "" ? null : JSON.parse(text);
}

async function request(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(ROOT + path, init).catch((cause: unknown) => {
    throw new RequestFailed(0, "The bot cannot be reached. Is it running, and are you online?", {
      cause,
    });
  });
  if (response.status === 401) isSignedOut.set(true);
  if (!response.ok) throw new RequestFailed(response.status, await explain(response));
  return response;
}

async function explain(response: Response): Promise<string> {
  const body: Partial<ApiError> | null = await response.json().catch(() => null);
  if (typeof body?.error === "string" && body.error !== "") return body.error;
  if (response.status === 404) return "This does not exist, or no longer.";
  if (response.status >= 500) {
    return `The bot could not answer (${response.status}). Its log says why.`;
  }
  return `The bot refused this (${response.status}).`;
}

/** Returns the sentence of a failed request. */
export function sentenceOf(error: unknown): string {
  return error instanceof RequestFailed
    ? error.message
    : `The page met an error of its own: ${String(error)}`;
}
