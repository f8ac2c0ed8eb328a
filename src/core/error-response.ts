import { TransientError } from "./errors.ts";
import type { Logger } from "./ports.ts";

/** Returns the response of a request that is not fulfilled, with a sentence for its sender. */
export function errorResponse(status: number, error: string): Response {
  return Response.json({ error }, { status });
}

/** Logs an unexpected error of a request and returns its response, without the words of the error. */
export function failureResponse(error: unknown, request: Request, log: Logger): Response {
  const { pathname } = new URL(request.url);
  // A client that disconnects during a request causes this failure itself.
  const level = request.signal.aborted ? "debug" : "error";
  log[level]("request failed", { method: request.method, path: pathname, error });
  return error instanceof TransientError
    ? errorResponse(503, "Temporarily unavailable. Try again soon.")
    : errorResponse(500, "Something went wrong on our side.");
}
