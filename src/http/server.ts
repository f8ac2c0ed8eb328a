import { cors } from "@elysiajs/cors";
import { Elysia, type AnyElysia } from "elysia";
import { ConfigError, TransientError } from "../core/errors.ts";
import type { Connection } from "../core/connection.ts";
import { errorResponse, failureResponse } from "../core/error-response.ts";
import type { Logger } from "../core/ports.ts";
import { limitBody } from "./limit-body.ts";

export interface HttpServer {
  /** Adds the routes of a part; before the first request. */
  mount(routes: AnyElysia): void;
  /** Passes every request at this path, and below it, to a handler of its own. */
  mountAt(path: string, handlePath: PathHandler): void;
  /** Handles a request as the network server would; without a connection, one in process. */
  handle(request: Request, connection?: Connection): Promise<Response>;
  /** Returns the actual port. Throws `ConfigError` if it cannot listen. */
  listen(address: { readonly host: string; readonly port: number }): { readonly port: number };
  /**
   * Accepts no new connection and resolves when the requests in flight are answered; those that take
   * longer than a silent connection may are cut off.
   */
  stop(): Promise<void>;
}

type PathHandler = (request: Request, connection: Connection) => Promise<Response>;

/** Optional routes, such as the demo's, and their one path that accepts files. */
export interface Extension {
  readonly routes: AnyElysia;
  readonly uploads: { readonly path: string; readonly maxBytes: number };
  /**
   * Returns whether a request may reach any route of the server, including those outside the
   * extension.
   */
  admits(request: Request): boolean;
}

const MAX_BODY_BYTES = 64 * 1024;
const IDLE_TIMEOUT_SECONDS = 10;
const IN_PROCESS: Connection = { peer: null, keepOpen: () => {} };
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

const SAFE_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/** Creates the server, which applies the same errors, limits and headers to all routes. */
export function createHttpServer(deps: {
  readonly extension?: Extension | null;
  /** The origins whose pages may call us from a browser; without any there is no CORS at all. */
  readonly allowedOrigins: readonly string[];
  /**
   * The time for which a connection may be silent, including a request that waits for its response;
   * 10 by default.
   */
  readonly idleTimeoutSeconds?: number;
  /** The paths whose bodies may be larger than 64 KiB, with the limit of each in bytes. */
  readonly bodyLimits?: Readonly<Record<string, number>>;
  readonly log: Logger;
}): HttpServer {
  const { extension = null, allowedOrigins, log } = deps;
  const { idleTimeoutSeconds = IDLE_TIMEOUT_SECONDS } = deps;
  const bodyLimits = new Map(Object.entries(deps.bodyLimits ?? {}));
  if (extension) bodyLimits.set(extension.uploads.path, extension.uploads.maxBytes);
  // By default the path is looked for behind the 11th character, and "http://bot/" ends there.
  const handler = { standardHostname: false };
  const app: AnyElysia = new Elysia({ handler }).onError(({ code, error, request, path }) => {
    switch (code) {
      case "NOT_FOUND":
        return notFound(methodsOf(app, path), request.method);
      case "PARSE":
      case "VALIDATION":
      case "INVALID_COOKIE_SIGNATURE":
      case "INVALID_FILE_TYPE":
        return errorResponse(400, "The request is malformed.");
      case "INTERNAL_SERVER_ERROR":
      case "UNKNOWN":
      default:
        return unexpected(error, request);
    }
  });
  if (allowedOrigins.length > 0) app.use(crossOrigin(allowedOrigins));
  if (extension) app.use(extension.routes);

  function maxBodyBytes({ url }: Request): number {
    if (bodyLimits.size === 0) return MAX_BODY_BYTES;
    return bodyLimits.get(new URL(url).pathname) ?? MAX_BODY_BYTES;
  }

  function unexpected(error: unknown, request: Request): Response {
    const response = failureResponse(error, request, log);
    if (error instanceof TransientError) response.headers.set("retry-after", "5");
    return response;
  }

  const paths = new Map<string, PathHandler>();

  function handlerOf({ url }: Request): PathHandler | null {
    if (paths.size === 0) return null;
    const [, first = ""] = new URL(url).pathname.split("/");
    return paths.get(`/${first}`) ?? null;
  }

  async function handle(received: Request, connection = IN_PROCESS): Promise<Response> {
    const request = withWholeUrl(received);
    if (request === null)
      return secured(errorResponse(400, "The Host header is not a valid host."));
    if (extension?.admits(request) === false)
      return secured(errorResponse(403, "Only available on this machine."));
    const limited = await limitBody(request, maxBodyBytes(request)).catch((error: unknown) =>
      unexpected(error, request),
    );
    if (limited === null) return secured(errorResponse(413, "The body is too large."));
    if (limited instanceof Response) return secured(limited);
    return secured(await (handlerOf(limited)?.(limited, connection) ?? app.fetch(limited)));
  }

  let server: ReturnType<typeof Bun.serve> | null = null;
  return {
    mount: (routes) => {
      app.use(routes);
    },
    mountAt: (path, handlePath) => {
      paths.set(path, handlePath);
    },
    handle,
    listen({ host, port }) {
      try {
        server = Bun.serve({
          hostname: host,
          port,
          development: false,
          // Otherwise Bun would share the port with a second server, which would receive half of
          // the requests.
          reusePort: false,
          idleTimeout: idleTimeoutSeconds,
          // Bun itself refuses larger bodies, before our code runs and without JSON.
          maxRequestBodySize: Math.max(16 * MAX_BODY_BYTES, ...bodyLimits.values()),
          fetch: (request, running) =>
            handle(request, {
              get peer() {
                return running.requestIP(request)?.address ?? null;
              },
              keepOpen: () => running.timeout(request, 0),
            }),
        });
      } catch (cause) {
        throw new ConfigError([cannotListen(host, port, cause)], { cause });
      }
      return { port: server.port ?? port };
    },
    async stop() {
      if (server === null) return;
      const ending = server;
      server = null;
      // What was kept open, or is read slowly, must not hold up the stop.
      const cut = setTimeout(() => void ending.stop(true), idleTimeoutSeconds * 1_000);
      await ending.stop();
      clearTimeout(cut);
    },
  };
}

/**
 * Returns the request with an absolute URL; null if the Host header is invalid: Bun then gives a
 * bare path instead of a URL, which different code would parse differently.
 */
function withWholeUrl(request: Request): Request | null {
  if (URL.canParse(request.url)) return request;
  // HTTP/1.0 has no Host header, and some load balancers still check health that way.
  const isHostless = !request.headers.has("host");
  return isHostless ? new Request(`http://localhost${request.url}`, request) : null;
}

function crossOrigin(origins: readonly string[]) {
  return cors({
    origin: [...origins],
    methods: [...METHODS],
    allowedHeaders: ["authorization", "content-type"],
    exposeHeaders: ["content-type"],
    credentials: false,
  });
}

/** Returns the methods that this path supports, by its mounted routes. */
function methodsOf(app: AnyElysia, path: string): string[] {
  const methods = app.routes.filter((route) => isAt(route.path, path)).map(({ method }) => method);
  // Every route that answers GET answers HEAD.
  return methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : method));
}

function isAt(pattern: string, path: string): boolean {
  const expected = pattern.split("/");
  const given = path.replace(/(?<=.)\/$/, "").split("/");
  const matches = expected.map((part, i) => part.startsWith(":") || part === given[i]);
  return expected.length === given.length && matches.every(Boolean);
}

function notFound(methods: readonly string[], asked: string): Response {
  if (methods.length === 0 || methods.includes(asked))
    return errorResponse(404, "There is nothing here.");
  const response = errorResponse(405, "This address does not support that method.");
  response.headers.set("allow", methods.join(", "));
  return response;
}

function secured(response: Response): Response {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}

function cannotListen(host: string, port: number, cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  const where = `HOST ${host} and PORT ${port} cannot be listened on`;
  switch (code) {
    case "EADDRINUSE":
      return `${where}: another program uses the port; stop it or choose another PORT`;
    case "EADDRNOTAVAIL":
      return `${where}: this machine does not have that address; choose another HOST`;
    case "EACCES":
      return `${where}: ports below 1024 need privileges that the bot does not have; choose another PORT`;
    case "ENOTFOUND":
      return `${where}: no machine has that name; choose another HOST, such as 127.0.0.1`;
    default:
      return `${where}: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
