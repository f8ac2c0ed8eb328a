import type { Admin } from "../admin/mount.ts";
import { errorResponse } from "../core/error-response.ts";
import { loadOnce } from "../core/load-once.ts";
import type { Shutdown } from "../core/shutdown.ts";
import type { HttpServer } from "../http/server.ts";
import type { AdminRoomDeps } from "./open-admin-room.ts";

/** The owner's page: nothing of it is loaded, and no connection opened, before its first request. */
export function wireAdmin(
  deps: AdminRoomDeps & { readonly server: HttpServer; readonly shutdown: Shutdown },
) {
  const { server, shutdown, clock, log } = deps;
  const startedAt = clock.now();
  const open = loadOnce(async () => {
    const { openAdminRoom } = await import("./open-admin-room.ts");
    return openAdminRoom(deps, startedAt);
  });
  let opened: Awaited<ReturnType<typeof open>> | null = null;
  // Open streams would delay the stop; what follows may still be answered.
  shutdown.onStop(() => opened?.hub.close());
  // After the server, whose last requests read the database.
  shutdown.onClose(() => opened?.close());

  const handle: Admin["handle"] = async (request, connection) => {
    try {
      opened ??= await open();
      return await opened.admin.handle(request, connection);
    } catch (error) {
      log.error("request failed", { method: request.method, path: "/admin", error });
      return errorResponse(500, "Something went wrong on our side.");
    }
  };
  server.mountAt("/admin", handle);
  return {
    routes: async () => (opened ??= await open()).api,
    createLink: async (port: number) => (opened ??= await open()).createLink(port),
  };
}
