import type { Routes } from "../channels/channel.ts";
import type { Config } from "../config.ts";
import { version } from "../core/version.ts";
import { createHealthRoutes } from "../http/health.ts";
import { createMediaRoutes } from "../http/media-routes.ts";
import { createMetricsRoutes } from "../http/metrics-routes.ts";
import type { OpenedStore } from "../store/open-store.ts";

type HealthDeps = Parameters<typeof createHealthRoutes>[0];
type MetricsDeps = Parameters<typeof createMetricsRoutes>[0];

type RouteParts = Pick<
  HealthDeps,
  "overview" | "circuits" | "clock" | "log" | "isStopping" | "startedAt"
> &
  Pick<MetricsDeps, "metrics"> &
  Pick<OpenedStore, "store" | "storage" | "integrity">;

/** Creates the routes that belong to no channel: files of replies, health and metrics. */
export function createOwnRoutes(config: Config, parts: RouteParts): readonly Routes[] {
  const { store, storage, integrity } = parts;
  const outgoing = createMediaRoutes({
    find: (token) => store.findOutgoingFile(token),
    read: (token) => store.readOutgoingFile(token),
    noteFetched: (token) => store.noteFileFetched(token),
  });
  const health = createHealthRoutes({
    ...parts,
    appName: config.appName,
    version,
    links: {
      health: "/health",
      ...(config.docsEnabled && { docs: "/docs", redoc: "/redoc" }),
    },
    integrity: () => integrity.state(),
    storage: () => storage.fault()?.kind ?? null,
  });
  const figures = createMetricsRoutes({
    ...parts,
    token: config.metricsToken,
    isProduction: config.appEnv === "production",
  });
  return [outgoing, health, figures];
}
