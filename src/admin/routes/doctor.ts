import { Elysia } from "elysia";
import { AdminError } from "../admin-error.ts";
import type { RouteDeps } from "../deps.ts";
import type { CheckResult } from "../wire.ts";

interface DoctorDeps extends RouteDeps {
  /** Runs the checks. Throws an `Error` with a sentence. */
  examine(): Promise<readonly CheckResult[]>;
}

/** The checks of settings, database, model, channels and public address. */
export function doctorRoutes({ store, actorOf, examine }: DoctorDeps) {
  let running: Promise<readonly CheckResult[]> | null = null;
  return new Elysia({ name: "admin-doctor" }).post(
    "/admin/api/doctor",
    async ({ request }) => {
      await (await store()).recordAudit({ by: actorOf(request), action: "checks run" });
      try {
        return await (running ??= examine());
      } catch (error) {
        throw new AdminError(500, error instanceof Error ? error.message : String(error));
      } finally {
        running = null;
      }
    },
    {
      detail: {
        tags: ["Admin: overview"],
        summary: "Runs the checks of the doctor, which ask the model one short question",
      },
    },
  );
}
