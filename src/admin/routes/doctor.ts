import { Elysia } from "elysia";
import { describeChange } from "../actor.ts";
import { AdminError } from "../admin-error.ts";
import type { CheckResult } from "../wire.ts";

/** The checks of settings, database, model, channels and public address. */
export function doctorRoutes({
  examine,
}: {
  /** Runs them. Throws an `Error` with a sentence. */
  examine(): Promise<readonly CheckResult[]>;
}) {
  let running: Promise<readonly CheckResult[]> | null = null;
  return new Elysia({ name: "admin-doctor" }).post(
    "/admin/api/doctor",
    async ({ request }) => {
      describeChange(request, { action: "checks run" });
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
