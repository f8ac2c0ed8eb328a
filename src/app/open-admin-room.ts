import { createAdmin } from "../admin/mount.ts";
import { createAttempts } from "../admin/attempts.ts";
import { createEnterPage } from "../admin/enter-page.ts";
import { createEventHub } from "../admin/event-hub.ts";
import { auditRoutes } from "../admin/routes/audit.ts";
import { eventRoutes } from "../admin/routes/events.ts";
import { sessionRoutes } from "../admin/routes/session.ts";
import type { Channels } from "../channels/join-channels.ts";
import type { LiveSettings } from "../config/live-settings.ts";
import type { Config } from "../config.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import type { EventBus } from "../core/event-bus.ts";
import { loadOnce } from "../core/load-once.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { Circuits } from "../core/protect-upstreams.ts";
import { version } from "../core/version.ts";
import type { RecentLines } from "../log/recent-lines.ts";
import type { AdminStore } from "../store/admin-store.ts";
import { openServerAdminStore } from "../store/open-admin-store.ts";
import type { Store } from "../store/store.ts";
import type { Ledger } from "./open-ledger.ts";

export interface AdminRoomDeps extends Pick<Ledger, "tariff" | "pricesFrom"> {
  readonly live: LiveSettings<Config>;
  /** Applies what was changed at the page, on this server at once. */
  readonly following: { apply(): Promise<void> };
  readonly channels: Channels;
  readonly circuits: Circuits;
  readonly recent: RecentLines;
  readonly storage: { fault(): { readonly kind: string } | null };
  readonly isStopping: () => boolean;
  readonly events: EventBus;
  readonly store: Store;
  readonly clock: Clock;
  /** The clock of tests, in place of PostgreSQL's own. */
  readonly storeClock: Clock | undefined;
  readonly log: Logger;
}

/** Puts the owner's page together; the database is opened with the first request that reads it. */
export function openAdminRoom(deps: AdminRoomDeps) {
  const { live, events, clock, log } = deps;
  const settings = live.config;
  let opened: AdminStore | null = null;
  const store = loadOnce(async () => {
    opened = await openServerAdminStore(settings.databaseUrl, deps.storeClock);
    return opened;
  });
  const attempts = createAttempts(clock);
  const access = { settings, store, attempts };
  const hub = createEventHub({ events, isShared: deps.store.isShared, store, clock });
  const api = [
    sessionRoutes({
      settings,
      version,
      database: parseDatabaseUrl(settings.databaseUrl).dialect,
      store,
      onSignOut: () => void hub.recheck(),
    }),
    eventRoutes({ hub, access }),
    auditRoutes({ store }),
  ];
  return {
    admin: createAdmin({ access, settings, log, api, pages: [createEnterPage(settings)] }),
    hub,
    api,
    close: async () => opened?.close(),
  };
}
