import type { TestApp } from "./harness.ts";

/** A browser at the owner's page: sends what one sends, and keeps its cookie. */
export interface AdminClient {
  cookie: string;
  csrf: string;
  /** Opens a link and keeps the session. */
  enter(link: string): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Reads a body of the API. */
  read<Body>(path: string): Promise<Body>;
  change(
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

/** The settings under which a story's page is open to this machine. */
export const LOCAL = { PUBLIC_URL: "http://localhost:8000" };

/** A browser on the bot's machine. */
export function adminClient(bot: Pick<TestApp, "origin">): AdminClient {
  const send = (path: string, init: RequestInit, headers: Record<string, string>) =>
    fetch(`${bot.origin}/admin${path}`, {
      ...init,
      redirect: "manual",
      headers: {
        ...(client.cookie !== "" && { cookie: client.cookie }),
        "sec-fetch-site": "same-origin",
        ...headers,
      },
    });
  const client: AdminClient = {
    cookie: "",
    csrf: "",
    enter: async (link) => {
      const response = await client.change("POST", "/api/enter", { token: tokenOf(link) });
      client.cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
      if (response.ok) {
        client.csrf = (await client.read<{ csrfToken: string }>("/api/session")).csrfToken;
      }
      return response;
    },
    get: (path, headers = {}) => send(path, {}, headers),
    read: async (path) => {
      const response = await client.get(path);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the test that reads knows the shape.
      return (await response.json()) as never;
    },
    change: (method, path, body, headers = {}) =>
      send(
        path,
        { method, body: body === undefined ? null : JSON.stringify(body) },
        {
          ...(body !== undefined && { "content-type": "application/json" }),
          origin: bot.origin,
          "x-csrf-token": client.csrf,
          ...headers,
        },
      ),
  };
  return client;
}

/** Returns the token in a link. */
export function tokenOf(link: string): string {
  return /#([0-9a-f]{64})/.exec(link)?.[1] ?? "";
}

/** Returns a link as the terminal prints it. */
export async function terminalLink(bot: TestApp): Promise<string> {
  const { createAdminToken, adminLink } = await import("../src/core/admin-link.ts");
  const { token, hash } = createAdminToken();
  const admin = await bot.openAdminStore();
  await admin.createAdminLink(hash);
  await admin.close();
  return adminLink(bot.origin, token);
}

/** A browser that has entered through a link of the terminal. */
export async function signedIn(bot: TestApp): Promise<AdminClient> {
  const client = adminClient(bot);
  const response = await client.enter(await terminalLink(bot));
  if (response.status !== 204) throw new Error(`not entered: ${await response.text()}`);
  return client;
}
