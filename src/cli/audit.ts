import { formatTime } from "./format-figures.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { harmless, say, sayJson, sayTable } from "./write-out.ts";
import type { Json } from "./define-command.ts";

/** Lists the changes that owners made, at the page and at the command line. */
export async function listChanges({
  limit,
  json,
}: Json & { readonly limit: number }): Promise<void> {
  const changes = await withAdminStore((admin) =>
    admin.auditBefore(Number.MAX_SAFE_INTEGER, limit),
  );
  if (json) return sayJson(changes);
  if (changes.length === 0) return say("No change has been made yet.");
  const rows = changes.map(({ at, by, action, userId, detail }) =>
    [formatTime(at), by, action, userId === null ? "" : String(userId), detail].map((cell) =>
      harmless(cell).replaceAll("\n", " "),
    ),
  );
  sayTable(["AT", "BY", "CHANGE", "USER", "DETAIL"], rows);
}
