import { type AnyElysia, Elysia } from "elysia";
import { ConfigError, TransientError } from "../core/errors.ts";
import type { Logger } from "../core/ports.ts";
import { type AccessDeps, authenticate, enter } from "./access.ts";
import { type Actor, admitAs, describedChange, nameOf } from "./actor.ts";
import { errorResponse } from "../core/error-response.ts";
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
  /** Handles a request under /admin; `peer` is the address that it came from, null if unknown. */
  handle(request: Request, peer: string | null): Promise<Response>;
}

/** Puts the routes of the owner's page behind one guard, and records every change that they make. */
export function createAdmin(deps: AdminDeps): Admin {
  const { settings, access, log, api, pages } = deps;
  const { store } = access;
  const admits = createBoundary(settings.publicUrl);
  const app: AnyElysia = new Elysia({ handler: { standardHostname: false } })
    .onError(({ code, error, request }) => explain(code, error, request))
    .onAfterHandle(({ request, route, params, body }) => {
      if (!isChange(request)) return;
      const fields = typeof body === "object" && body !== null ? Object.keys(body) : [];
      routes.set(request, { route, params, fields });
    });
  const routes = new WeakMap<Request, Route>();
  for (const plugin of [...pages, ...api]) app.use(plugin);

  function explain(code: unknown, error: unknown, request: Request): Response {
    if (error instanceof AdminError) return errorResponse(error.status, error.message);
    switch (code) {
      case "NOT_FOUND":
        return errorResponse(404, "There is nothing here.");
      case "VALIDATION":
      case "PARSE":
      case "INVALID_COOKIE_SIGNATURE":
      case "INVALID_FILE_TYPE":
        return errorResponse(400, "The request is malformed.");
      default:
        return unexpected(error, request);
    }
  }

  function unexpected(error: unknown, request: Request): Response {
    const { pathname } = new URL(request.url);
    const level = request.signal.aborted ? "debug" : "error";
    log[level]("request failed", { method: request.method, path: pathname, error });
    if (error instanceof ConfigError) return errorResponse(503, error.faults.join(" "));
    return error instanceof TransientError
      ? errorResponse(503, "Temporarily unavailable. Try again soon.")
      : errorResponse(500, "Something went wrong on our side.");
  }

  async function audit(actor: Actor, request: Request): Promise<void> {
    const described = describedChange(request);
    const route = routes.get(request);
    const change = described ?? { action: `${request.method} ${route?.route ?? ""}` };
    await (
      await store()
    ).recordAudit({
      by: nameOf(actor),
      action: change.action,
      userId: change.userId ?? userIn(route),
      detail: change.detail ?? route?.fields.join(", ") ?? "",
    });
  }

  async function handleApi(arrival: Arrival): Promise<Response> {
    const { request } = arrival;
    const actor = await authenticate(arrival, access);
    if (actor instanceof Response) return actor;
    admitAs(arrival, actor);
    const response = await app.handle(request);
    // A download of everything is recorded too.
    const isRecorded = isChange(request) || describedChange(request) !== null;
    if (isRecorded && response.ok) await audit(actor, request);
    return response;
  }

  async function handleEnter(arrival: Arrival): Promise<Response> {
    const { request } = arrival;
    if (request.method !== "POST") return errorResponse(405, "Links are opened by POST.");
    const { response, actor } = await enter(await tokenIn(request), arrival, access);
    if (actor !== null) {
      const entry = { by: nameOf(actor), action: "signed in", userId: null, detail: "" };
      await (await store()).recordAudit(entry);
    }
    return response;
  }

  return {
    handle: async (request, peer) => {
      const place = admits(request, peer);
      if (place === null) return errorResponse(403, explainBoundary(settings.publicUrl));
      const arrival = { request, place, peer };
      const { pathname } = new URL(request.url);
      try {
        if (pathname === ENTER) return await handleEnter(arrival);
        return await (pathname.startsWith(API) ? handleApi(arrival) : app.handle(request));
      } catch (error) {
        return unexpected(error, request);
      }
    },
  };
}

interface Route {
  readonly route: string;
  readonly params: unknown;
  readonly fields: readonly string[];
}

/** Returns the user that a route is about. */
function userIn(route: Route | undefined): number | null {
  if (!route?.route.startsWith("/admin/api/users/:id")) return null;
  const id = Number(Reflect.get(Object(route.params), "id"));
  return Number.isSafeInteger(id) ? id : null;
}

async function tokenIn(request: Request): Promise<unknown> {
  try {
    return Reflect.get(Object(await request.json()), "token");
  } catch {
    return null;
  }
}

const isChange = ({ method }: Request): boolean => method !== "GET" && method !== "HEAD";
