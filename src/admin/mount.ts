import { type AnyElysia, Elysia } from "elysia";
import type { Connection } from "../core/connection.ts";
import { ConfigError } from "../core/errors.ts";
import type { Logger } from "../core/ports.ts";
import { type AccessDeps, authenticate, enter } from "./access.ts";
import { admitAs } from "./actor.ts";
import { errorResponse, failureResponse } from "../core/error-response.ts";
import { AdminError } from "./admin-error.ts";
import { type Arrival, createBoundary, explainBoundary } from "./boundary.ts";

const API = "/admin/api/";
const ENTER = "/admin/api/enter";

export interface AdminDeps {
  readonly settings: { readonly publicUrl: string };
  readonly access: AccessDeps;
  readonly log: Logger;
  /** The routes under /admin/api, none of which checks access itself. */
  readonly api: readonly AnyElysia[];
  /** The page's files, which contain nothing of users. */
  readonly pages: readonly AnyElysia[];
}

export interface Admin {
  /** Handles a request under /admin. */
  handle(request: Request, connection: Connection): Promise<Response>;
}

/** Puts the routes of the owner's page behind one guard. */
export function createAdmin(deps: AdminDeps): Admin {
  const { settings, access, log, api, pages } = deps;
  const admits = createBoundary(settings.publicUrl);
  const app: AnyElysia = new Elysia({ handler: { standardHostname: false } }).onError(
    ({ code, error, request }) => explain(code, error, request),
  );
  for (const plugin of [...pages, ...api]) app.use(plugin);

  function explain(code: unknown, error: unknown, request: Request): Response {
    if (error instanceof AdminError) return errorResponse(error.status, error.message);
    switch (code) {
      case "NOT_FOUND":
        return errorResponse(404, "There is nothing here.");
      case "VALIDATION":
        return errorResponse(400, explainInvalid(error));
      case "PARSE":
      case "INVALID_COOKIE_SIGNATURE":
      case "INVALID_FILE_TYPE":
        return errorResponse(400, "The request is malformed.");
      default:
        return unexpected(error, request);
    }
  }

  function unexpected(error: unknown, request: Request): Response {
    const response = failureResponse(error, request, log);
    return error instanceof ConfigError ? errorResponse(503, error.faults.join(" ")) : response;
  }

  async function handleApi(arrival: Arrival, connection: Connection): Promise<Response> {
    const actor = await authenticate(arrival, access);
    if (actor instanceof Response) return actor;
    // Checks and backups take longer than a stranger may be silent.
    connection.keepOpen();
    admitAs(arrival, actor);
    return app.handle(arrival.request);
  }

  async function handleEnter(arrival: Arrival): Promise<Response> {
    const { request } = arrival;
    if (request.method !== "POST") return errorResponse(405, "Links are opened by POST.");
    return enter(await tokenIn(request), arrival, access);
  }

  return {
    handle: async (request, connection) => {
      const { peer } = connection;
      const place = admits(request, peer);
      if (place === null) return errorResponse(403, explainBoundary(settings.publicUrl));
      const arrival = { request, place, peer };
      const { pathname } = new URL(request.url);
      try {
        if (pathname === ENTER) return await handleEnter(arrival);
        return await (pathname.startsWith(API)
          ? handleApi(arrival, connection)
          : app.handle(request));
      } catch (error) {
        return unexpected(error, request);
      }
    },
  };
}

/** Returns the sentence about a request whose shape is not the documented one. */
function explainInvalid(error: unknown): string {
  const { path, value, schema } = Object(Object(error).valueError);
  const most = Number(schema?.maxLength);
  return typeof value === "string" && value.length > most
    ? `The request is malformed: ${path.slice(1)} may have ${most} characters, not ${value.length}.`
    : "The request is malformed.";
}

async function tokenIn(request: Request): Promise<unknown> {
  try {
    return Reflect.get(Object(await request.json()), "token");
  } catch {
    return null;
  }
}
