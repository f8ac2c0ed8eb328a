import type { Job, JobKind, NewJob } from "./maintenance.ts";

/** Converts a stored row to a job. */
export function jobOf(row: {
  readonly id: number;
  readonly kind: JobKind;
  readonly payload: string;
  readonly attempt: number;
}): Job {
  const { id, kind, attempt } = row;
  return { id, kind, payload: readPayload(row.payload), attempt };
}

function readPayload(stored: string): NewJob["payload"] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  return JSON.parse(stored) as NewJob["payload"];
}
