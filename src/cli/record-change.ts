import type { AdminStore } from "../store/admin-store.ts";

/** The owner at the command line, as the record of changes and other owners see them. */
export const TERMINAL = "terminal";

/** Adds a change to the record, without values and texts. */
export async function recordChange(
  admin: Pick<AdminStore, "recordAudit">,
  action: string,
  userId: number | null,
  detail = "",
): Promise<void> {
  await admin.recordAudit({ by: TERMINAL, action, userId, detail });
}
