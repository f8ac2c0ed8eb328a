import type { Job } from "./maintenance.ts";
import type { Row } from "./row.ts";

export function jobOf({ id, kind, payload, attempt }: Row<"jobs">): Job {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  return { id, kind, payload: JSON.parse(payload) as Job["payload"], attempt };
}
