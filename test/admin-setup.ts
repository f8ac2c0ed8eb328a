import { type AnyElysia, Elysia } from "elysia";
import { AdminError } from "../src/admin/admin-error.ts";
import type { RouteDeps } from "../src/admin/deps.ts";
import { CHANNELS } from "../src/channels/registry.ts";
import { joinChannels } from "../src/channels/join-channels.ts";
import { loadConfig } from "../src/config.ts";
import type { BotEvent } from "../src/core/event-bus.ts";
import { silentLogger } from "../src/core/silent-logger.ts";
import { createConversationGroups } from "../src/app/admin-conversations.ts";
import type { AdminStore } from "../src/store/admin-store.ts";
import type { TestApp } from "./harness.ts";

export interface AdminApi {
  readonly events: readonly BotEvent[];
  /** Calls the API as this sender, who has passed the guard. */
  call(
    method: string,
    path: string,
    options?: { body?: unknown; by?: string; headers?: Record<string, string> },
  ): Promise<Answer>;
  get(path: string): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows what it asked for.
  readonly body: any;
}

/** The groups of the admin API beside a running bot, without the guard in front of them. */
export async function openAdminApi(
  bot: TestApp,
  admin: AdminStore,
  more: (deps: RouteDeps) => readonly AnyElysia[] = () => [],
): Promise<AdminApi> {
  const config = loadConfig(bot.settings);
  const open = config.channels.map(async (name) =>
    (await CHANNELS[name].open())(config, { clock: bot.clock, log: silentLogger }),
  );
  const channels = joinChannels((await Promise.all(open)).flat());
  const events: BotEvent[] = [];
  const deps = {
    store: async () => admin,
    actorOf: (request: Request) => request.headers.get("x-actor") ?? "Grace",
  };
  const app = new Elysia().onError(({ code, error, set }) => {
    set.status =
      error instanceof AdminError
        ? error.status
        : code === "VALIDATION"
          ? 400
          : code === "NOT_FOUND"
            ? 404
            : 500;
    return { error: error instanceof Error ? error.message : String(code) };
  });
  const groups = createConversationGroups({
    ...deps,
    channels,
    isPulled: config.replyMode === "twiml",
    events: { publish: (event) => void events.push(event) },
    clock: bot.clock,
    explainCode: () => null,
  });
  for (const group of [...groups, ...more(deps)]) app.use(group);
  const call: AdminApi["call"] = async (
    method,
    path,
    { body, by = "Grace", headers = {} } = {},
  ) => {
    const response = await app.handle(
      new Request(`http://localhost/admin/api${path}`, {
        method,
        headers: {
          ...headers,
          "x-actor": by,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? await response.json() : new Uint8Array(await response.arrayBuffer()),
    };
  };
  return { events, call, get: (path) => call("GET", path) };
}
