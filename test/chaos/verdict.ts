import { wordsArrived } from "./drawings.ts";
import { audit, type Findings } from "./audit.ts";
import type { ChaosMessenger, Load } from "./load.ts";
import type { StoredMessage } from "./stored.ts";

/** The facts of a verdict. */
interface Judged {
  readonly messenger: ChaosMessenger;
  readonly asked: readonly string[];
  settled(messages: number): Promise<void>;
  stored(): StoredMessage[] | Promise<StoredMessage[]>;
}

export interface Verdict {
  /** The findings in one line: `12 messages: 0 lost, 0 doubled …`. */
  readonly line: string;
  readonly isKept: boolean;
}

/** Ends the load, waits until nothing is left to be done, and holds the run against the promise. */
export async function judge(
  setup: Judged,
  load: Pick<Load, "conversations" | "count" | "end">,
  cutOff: readonly string[] = [],
): Promise<Verdict> {
  const refused = await load.end();
  const unsettled = await setup.settled(load.count()).then(() => null, String);
  const findings = audit({
    conversations: load.conversations,
    sent: wordsArrived(setup.messenger),
    asked: setup.asked,
    cutOff,
    stored: await setup.stored(),
  });
  const isKept =
    refused.length === 0 &&
    unsettled === null &&
    Object.values(findings).every((found) => found.length === 0);
  if (!isKept) process.stderr.write(`${Bun.inspect({ findings, refused, unsettled })}\n`);
  const ends = [
    ...(refused.length > 0 ? [`${refused.length} never acknowledged`] : []),
    ...(unsettled === null ? [] : ["not all settled"]),
  ];
  return { line: `${load.count()} messages: ${[countsOf(findings), ...ends].join(", ")}`, isKept };
}

/** Returns how much was found of each kind: `0 lost, 0 doubled …`. */
export function countsOf(findings: Findings): string {
  return Object.entries(findings)
    .map(([name, found]) => `${found.length} ${name}`)
    .join(", ");
}

/** The seconds of the slowest, of several times in milliseconds. */
export function worst(times: readonly number[]): string {
  return `${(Math.max(...times) / 1_000).toFixed(2)} s`;
}
