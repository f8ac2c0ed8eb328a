import type { Routes } from "../channels/channel.ts";
import type { Config } from "../config.ts";
import { version } from "../core/version.ts";

// Loaded only where they are served: the pages' code would slow every start.
/** Returns the routes, with the pages that document them if the settings switch those on. */
export async function withDocs(
  { appName, docsEnabled }: Config,
  routes: readonly Routes[],
  /** Loads those that are not mounted themselves. */
  more: () => Promise<readonly Routes[]>,
): Promise<readonly Routes[]> {
  if (!docsEnabled) return routes;
  const { createDocsRoutes } = await import("../http/docs.ts");
  return [...routes, createDocsRoutes({ appName, version, routes, more })];
}
