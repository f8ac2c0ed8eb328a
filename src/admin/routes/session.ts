import { Elysia } from "elysia";
import { bareAddress } from "../../core/user-address.ts";
import { hashAdminToken } from "../../core/admin-link.ts";
import type { AdminStore } from "../../store/admin-store.ts";
import { csrfTokenOf, endedCookie, sessionToken } from "../access.ts";
import { type Actor, actorOf, arrivalOf, nameOf } from "../actor.ts";
import type { Session } from "../wire.ts";

const TAGS = ["Admin: access"];

/** The session: who is signed in, and signing out. */
export function sessionRoutes(deps: {
  readonly settings: { readonly appName: string; readonly timezone: string };
  readonly version: string;
  readonly database: Session["database"];
  store(): Promise<AdminStore>;
  /** Called when sessions have ended, so that open streams are looked at again. */
  onSignOut(): void;
}) {
  const { settings, version, database, store, onSignOut } = deps;

  async function ownerOf(actor: Actor): Promise<string | null> {
    if (actor.kind !== "owner") return null;
    const user = await (await store()).findUser(actor.address);
    return user?.name ?? bareAddress(actor.address);
  }

  function ended(request: Request): Response {
    onSignOut();
    const headers = { "set-cookie": endedCookie(arrivalOf(request)) };
    return new Response(null, { status: 204, headers });
  }

  return new Elysia({ name: "admin-session" })
    .get(
      "/admin/api/session",
      async ({ request }): Promise<Session> => {
        const actor = actorOf(request);
        const token = sessionToken(request);
        return {
          appName: settings.appName,
          version,
          owner: await ownerOf(actor),
          actor: nameOf(actor),
          expiresAt: actor.kind === "token" ? Number.MAX_SAFE_INTEGER : actor.expiresAt,
          csrfToken: token === null ? "" : csrfTokenOf(token),
          timezone: settings.timezone,
          database,
        };
      },
      { detail: { tags: TAGS, summary: "Who is signed in" } },
    )
    .post(
      "/admin/api/sign-out",
      async ({ request }) => {
        const token = sessionToken(request);
        const by = nameOf(actorOf(request));
        if (token !== null) await (await store()).endAdminSession(hashAdminToken(token), by);
        return ended(request);
      },
      { detail: { tags: TAGS, summary: "Signs this device out" } },
    )
    .post(
      "/admin/api/sign-out-everywhere",
      async ({ request }) => {
        const actor = actorOf(request);
        const admin = await store();
        // The terminal and the token stand above every owner.
        await (actor.kind === "owner"
          ? admin.endAdminSessionsOf(actor.address)
          : admin.endAdminSessions(nameOf(actor)));
        return ended(request);
      },
      { detail: { tags: TAGS, summary: "Signs every device of this owner out" } },
    );
}
