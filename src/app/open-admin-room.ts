import { createAttempts } from "../admin/attempts.ts";
import { createCostReader } from "../admin/cost-sums.ts";
import { createEventHub } from "../admin/event-hub.ts";
import { createAdmin } from "../admin/mount.ts";
import { createPageRoutes } from "../admin/page-routes.ts";
import { actorOf, nameOf } from "../admin/actor.ts";
import { auditRoutes } from "../admin/routes/audit.ts";
import { backupRoutes } from "../admin/routes/backups.ts";
import { channelRoutes } from "../admin/routes/channels.ts";
import { costRoutes } from "../admin/routes/costs.ts";
import { doctorRoutes } from "../admin/routes/doctor.ts";
import { documentRoutes } from "../admin/routes/documents.ts";
import { eventRoutes } from "../admin/routes/events.ts";
import { logRoutes } from "../admin/routes/log.ts";
import { nowRoutes } from "../admin/routes/now.ts";
import { sessionRoutes } from "../admin/routes/session.ts";
import { settingRoutes } from "../admin/routes/settings.ts";
import type { Channels } from "../channels/join-channels.ts";
import type { LiveSettings } from "../config/live-settings.ts";
import type { Config } from "../config.ts";
import { adminLink, adminOrigin, createAdminToken } from "../core/admin-link.ts";
import { startOf } from "../core/calendar.ts";
import { parseDatabaseUrl } from "../core/database-url.ts";
import type { EventBus } from "../core/event-bus.ts";
import { loadOnce } from "../core/load-once.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { Circuits } from "../core/protect-upstreams.ts";
import { version } from "../core/version.ts";
import { explainProblem } from "../knowledge/explain-problem.ts";
import type { RecentLines } from "../log/recent-lines.ts";
import { explainStoredFault } from "../models/openai/explain-error.ts";
import type { AdminStore } from "../store/admin-store.ts";
import { openServerAdminStore } from "../store/open-admin-store.ts";
import type { Store } from "../store/store.ts";
import { createConversationGroups } from "./admin-conversations.ts";
import { createUserGroup } from "./admin-users.ts";
import { createSettingsView } from "./admin-settings.ts";
import { openBackupFolder } from "./backup-folder.ts";
import { describeChannels } from "./describe-channels.ts";
import type { Ledger } from "./open-ledger.ts";
import { runDoctor } from "./run-doctor.ts";

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
  readonly store: Pick<Store, "isShared">;
  readonly clock: Clock;
  /** The clock of tests, in place of PostgreSQL's own. */
  readonly storeClock: Clock | undefined;
  /** The database's only connection, if there can be no second one. */
  readonly ownAdmin: AdminStore | null;
  readonly log: Logger;
}

/**
 * Puts the owner's page together; the database is opened with the first request that reads it.
 * `startedAt` is the time at which this process began.
 */
export async function openAdminRoom(deps: AdminRoomDeps, startedAt: number) {
  const { live, following, channels, recent, events, tariff, clock, log } = deps;
  const settings = live.config;
  let opened: AdminStore | null = null;
  const store = loadOnce(async () => {
    opened =
      deps.ownAdmin ??
      (await openServerAdminStore(settings.databaseUrl, {
        clock: deps.storeClock,
        tariff,
        hasWebhook: settings.eventsWebhookUrl !== null,
      }));
    return opened;
  });
  const access = { settings, store, attempts: createAttempts(clock) };
  const hub = createEventHub({ events, isShared: deps.store.isShared, store, clock });
  recent.subscribe(hub.sendLine);
  const { explainCode, described } = await describeChannels(settings, channels);
  const circuits = () => deps.circuits.states();
  const reading = { settings, store, clock, circuits };
  const now = () => clock.now();
  const dayOf = (at: number) => tariff.dayOf(at);
  const costs = createCostReader({ store, clock, dayOf });

  const routes = { store, actorOf: (request: Request) => nameOf(actorOf(request)) };
  const changing = { ...routes, channels, events, clock };
  const isPulled = settings.replyMode === "twiml";

  const api = [
    sessionRoutes({
      ...reading,
      version,
      database: parseDatabaseUrl(settings.databaseUrl).dialect,
      onSignOut: () => void hub.recheck(),
    }),
    eventRoutes({ hub, access }),
    nowRoutes({
      ...reading,
      startedAt,
      dayOf,
      owners: settings.adminUsers,
      onLook: costs.prepare,
      startOfDay: (at) => startOf("day", at, settings.timezone),
      storage: () => deps.storage.fault(),
      isStopping: deps.isStopping,
      waitingForHuman: async () => (await store()).waitingForHuman(),
      explainFault: explainStoredFault,
      explainCode,
    }),
    ...createConversationGroups({ ...changing, isPulled, explainCode }),
    createUserGroup(settings, changing),
    costRoutes({ ...reading, reader: costs, dayOf, pricesFrom: deps.pricesFrom }),
    documentRoutes({
      ...reading,
      explainReason: (reason) => explainProblem({ why: "unreadable", reason }),
    }),
    doctorRoutes({ ...routes, examine: () => runDoctor(settings.databaseUrl) }),
    channelRoutes({ ...reading, channels: described }),
    logRoutes({ lines: recent.lines }),
    settingRoutes({ ...routes, view: createSettingsView(live, following.apply) }),
    backupRoutes({
      ...routes,
      folder: openBackupFolder({ databaseUrl: settings.databaseUrl, now }),
    }),
    auditRoutes(reading),
  ];
  return {
    admin: createAdmin({ access, settings, log, api, pages: [createPageRoutes()] }),
    hub,
    api,
    createLink: async (port: number) => {
      const { token, hash } = createAdminToken();
      await (await store()).createAdminLink(hash);
      return adminLink(adminOrigin({ publicUrl: settings.publicUrl, port }), token);
    },
    close: async () => opened?.close(),
  };
}
