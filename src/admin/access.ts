import { createAdminToken, hashAdminToken } from "../core/admin-link.ts";
import { errorResponse } from "../core/error-response.ts";
import type { AdminSession, LinkOwner } from "../store/admin-access.ts";
import type { AdminStore } from "../store/admin-store.ts";
import type { Actor } from "./actor.ts";
import { type Attempts, clientOf } from "./attempts.ts";
import type { Arrival } from "./boundary.ts";

const COOKIE = "admin";
const TOKEN = /^[0-9a-f]{64}$/;
const DAY_MS = 24 * 60 * 60_000;
const CHANGES_NOTHING: ReadonlySet<string> = new Set(["GET", "HEAD"]);

const SIGN_IN = "Sign in: send /admin to the bot as its owner, or run whatsapp-ai-bot admin-link.";
const NO_LINK = "This link has expired or was used already. Ask for a new one.";
const TOO_MANY = "Too many attempts. Wait a minute.";
const FOREIGN = "This request comes from another site.";

export interface AccessDeps {
  readonly settings: {
    readonly adminUsers: readonly string[];
    readonly adminSessionDays: number;
    readonly adminApiToken: string | null;
  };
  store(): Promise<Pick<AdminStore, "enter" | "findAdminSession" | "endAdminSession">>;
  readonly attempts: Attempts;
}

/** Returns the sender of a request to the API, or the response that refuses it. */
export async function authenticate(arrival: Arrival, deps: AccessDeps): Promise<Actor | Response> {
  const { request } = arrival;
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return bearer(authorization, arrival, deps);
  const token = sessionToken(request);
  if (token === null) return errorResponse(401, SIGN_IN);
  if (!isOwnPage(arrival)) return errorResponse(403, FOREIGN);
  const session = await findSession(token, deps);
  if (session === null) return errorResponse(401, SIGN_IN);
  const isChange = !CHANGES_NOTHING.has(request.method);
  if (isChange && !isEqual(request.headers.get("x-csrf-token"), csrfTokenOf(token))) {
    return errorResponse(403, "The X-CSRF-Token header is missing or wrong. Load the page again.");
  }
  return toActor(session);
}

/** Uses up a link and returns the response that begins the session. */
export async function enter(token: unknown, arrival: Arrival, deps: AccessDeps): Promise<Response> {
  const { attempts, settings } = deps;
  const client = clientOf(arrival.request, arrival.peer);
  if (!isOwnPage(arrival)) return errorResponse(403, FOREIGN);
  if (attempts.isExhausted(client)) return errorResponse(429, TOO_MANY);
  const session = createAdminToken();
  const lifeMs = settings.adminSessionDays * DAY_MS;
  const entered =
    typeof token === "string" && TOKEN.test(token)
      ? await (
          await deps.store()
        ).enter(hashAdminToken(token), { hash: session.hash, lifeMs }, (owner) =>
          mayEnter(owner, deps),
        )
      : null;
  if (entered === null) {
    attempts.fail(client);
    return errorResponse(401, NO_LINK);
  }
  const cookie = cookieOf(session.token, lifeMs / 1_000, arrival);
  return new Response(null, { status: 204, headers: { "set-cookie": cookie } });
}

/** Returns the header that removes the session's cookie. */
export function endedCookie(arrival: Arrival): string {
  return cookieOf("", 0, arrival);
}

/** Returns the value of the session's cookie; null if the request has none. */
export function sessionToken({ headers }: Request): string | null {
  const pairs = (headers.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  const value = pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? "";
  return TOKEN.test(value) ? value : null;
}

/** Returns what a page must send back with every change; another site cannot know it. */
export function csrfTokenOf(token: string): string {
  return hashAdminToken(`csrf ${token}`);
}

/** Returns the session of a cookie; one of a user who is no owner any more is ended. */
export async function findSession(token: string, deps: AccessDeps): Promise<AdminSession | null> {
  const store = await deps.store();
  const hash = hashAdminToken(token);
  const session = await store.findAdminSession(hash);
  if (session === null || mayEnter(session.owner, deps)) return session;
  await store.endAdminSession(hash, null);
  return null;
}

function bearer(authorization: string, arrival: Arrival, deps: AccessDeps): Actor | Response {
  const { settings, attempts } = deps;
  const client = clientOf(arrival.request, arrival.peer);
  if (attempts.isExhausted(client)) return errorResponse(429, TOO_MANY);
  const { adminApiToken } = settings;
  if (adminApiToken !== null && isEqual(authorization, `Bearer ${adminApiToken}`)) {
    return { kind: "token" };
  }
  attempts.fail(client);
  return errorResponse(401, "The bearer token is not ADMIN_API_TOKEN.");
}

/** Returns whether a request was not caused by a page of another site. */
function isOwnPage({ request: { headers, method }, place }: Arrival): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (origin !== null && !place.origins.includes(origin)) return false;
  if (site !== null && site !== "same-origin" && !(site === "none" && isRead(method))) return false;
  // Every browser sends one of them with a change.
  return isRead(method) || origin !== null || site !== null;
}

const isRead = (method: string): boolean => CHANGES_NOTHING.has(method);

const mayEnter = (owner: LinkOwner, { settings }: AccessDeps): boolean =>
  owner === null || settings.adminUsers.includes(owner);

function toActor({ owner, expiresAt }: AdminSession): Actor {
  return owner === null
    ? { kind: "terminal", expiresAt }
    : { kind: "owner", address: owner, expiresAt };
}

/** Builds the cookie; it travels without encryption only inside this machine. */
function cookieOf(value: string, seconds: number, { request, place }: Arrival): string {
  const isEncrypted = !place.isLocal || request.headers.get("origin")?.startsWith("https:");
  const flags = `Path=/admin; Max-Age=${seconds}; HttpOnly; SameSite=Strict`;
  return `${COOKIE}=${value}; ${flags}${isEncrypted ? "; Secure" : ""}`;
}

// Hashed first, so that the comparison reveals neither a correct prefix nor the length.
function isEqual(given: string | null, expected: string): boolean {
  const sha256 = (text: string) => Bun.CryptoHasher.hash("sha256", text);
  return crypto.timingSafeEqual(sha256(given ?? ""), sha256(expected));
}
