import type { Totals } from "../../store/totals.ts";
import { counted } from "../../core/counted.ts";
import { formatBytes } from "../format-figures.ts";
import { type Finding, ok, warning } from "../../core/finding.ts";

/** Returns the contents of an intact database; a warning if messages in it were given up. */
export function describeTotals(says: string, totals: Totals, bytes: number): Finding {
  const { messages, users, open, dead } = totals;
  const held = `${says}: ${formatBytes(bytes)}, ${counted(messages, "message")} of ${counted(users, "user")}, ${open} open`;
  if (dead === 0) return ok(held);
  return warning(
    `${held}, ${dead} given up`,
    "see why in the log, or with whatsapp-ai-bot explain SID; then whatsapp-ai-bot retry SID",
  );
}
