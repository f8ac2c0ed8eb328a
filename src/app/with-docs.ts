import type { Config } from "../config.ts";
import { version } from "../core/version.ts";
import type { createHttpServer } from "../http/server.ts";

type Routes = readonly Parameters<ReturnType<typeof createHttpServer>["mount"]>[0][];

/** Adds the pages that document the routes, loaded only where they are served: they would slow every start. */
export async function withDocs({ appName, docsEnabled }: Config, routes: Routes): Promise<Routes> {
  if (!docsEnabled) return routes;
  const { createDocsRoutes } = await import("../http/docs.ts");
  return [...routes, createDocsRoutes({ appName, version, routes })];
}
