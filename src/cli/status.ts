import { readNow } from "../admin/routes/now.ts";
import type { Minute, Now, Problem } from "../admin/wire.ts";
import { describeChannels } from "../app/describe-channels.ts";
import { createDayNamer, startOf } from "../core/calendar.ts";
import { counted } from "../core/counted.ts";
import { formatLength } from "../core/format-span.ts";
import { systemClock } from "../core/system-clock.ts";
import { formatDollars } from "../ledger/format-money.ts";
import { explainStoredFault } from "../models/openai/explain-error.ts";
import type { AdminStore } from "../store/admin-store.ts";
import { formatTime } from "./format-figures.ts";
import { readHealth, type ServerHealth } from "./healthcheck.ts";
import { readLiveSettings } from "./live-config.ts";
import { openOwnChannels } from "./own-channels.ts";
import { hanging } from "./terminal-width.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { harmless, say, sayJson, styled } from "./write-out.ts";
import type { Json } from "./define-command.ts";

/** The overview of the owner's page; of a server that does not run there is only the database. */
interface Status extends Omit<Now, "state" | "startedAt"> {
  readonly state: Now["state"] | "not-running";
  readonly startedAt: number | null;
}

/** Shows the overview. Returns false if no server runs on this machine, or it is not well. */
export async function showStatus({ json }: Json): Promise<boolean> {
  const health = await readHealth();
  const status = await withAdminStore((admin) => readStatus(admin, health));
  if (json) sayJson(status);
  else sayStatus(status);
  return status.state === "running" || status.state === "degraded";
}

async function readStatus(admin: AdminStore, health: ServerHealth | null): Promise<Status> {
  const { config } = await readLiveSettings(admin);
  const { explainCode } = await describeChannels(config, await openOwnChannels(config));
  const now = await readNow({
    settings: config,
    startedAt: health?.startedAt ?? 0,
    store: async () => admin,
    clock: systemClock,
    dayOf: createDayNamer(config.timezone),
    startOfDay: (at) => startOf("day", at, config.timezone),
    storage: () => (health === null || health.database === "ok" ? null : { kind: health.database }),
    circuits: () => health?.circuits ?? {},
    isStopping: () => health?.status === "stopping",
    waitingForHuman: () => admin.waitingForHuman(),
    owners: config.adminUsers,
    onLook: () => {},
    explainFault: explainStoredFault,
    explainCode,
  });
  return health === null ? { ...now, state: "not-running", startedAt: null } : now;
}

const STATES: Readonly<Record<Status["state"], () => string>> = {
  running: () => styled("green", "● Running"),
  degraded: () => styled("yellow", "● Running with problems"),
  "storage-fault": () => styled("red", "● The database cannot be written"),
  stopping: () => styled("yellow", "● Stopping"),
  "not-running": () => styled("red", "● No server runs on this machine with this PORT"),
};

function sayStatus(status: Status): void {
  const { at, state, startedAt, minutes, queue, today, problems } = status;
  const since = startedAt === null ? "" : styled("dim", ` for ${formatLength(at - startedAt)}`);
  say(hanging("", styled("bold", STATES[state]()) + since));
  say(`\n  ${barsOf(minutes)}`);
  sayFact("Last hour", summaryOf(minutes));
  sayFact("Queue", describeQueue(queue, at));
  sayFact("Today", `${counted(today.messages, "message")} from ${counted(today.users, "user")}`);
  sayFact("Cost today", describeCost(today.spent, today.budget));
  sayFact("Cost this month", describeCost(today.spentThisMonth, today.monthlyBudget));
  sayWaiting(status);
  say(`\n${styled("bold", "Problems of the last 24 hours")}`);
  if (problems.length === 0) say(`${styled("green", "✓")} Nothing failed.`);
  for (const problem of problems) sayProblem(problem);
}

const LABEL_WIDTH = 17;

function sayFact(label: string, text: string): void {
  say(hanging(`  ${styled("dim", label.padEnd(LABEL_WIDTH))}`, text));
}

const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const LEAST_FULL = 4;

/** Returns a bar for each minute, as high as its messages, in the colour of its worst answer. */
function barsOf(minutes: readonly Minute[]): string {
  const most = Math.max(LEAST_FULL, ...minutes.map(totalOf));
  return minutes
    .map((minute) => {
      const total = totalOf(minute);
      if (total === 0) return styled("dim", "·");
      const bar = BARS[Math.ceil((total / most) * BARS.length) - 1] ?? "█";
      return styled(minute.failed > 0 ? "red" : minute.slow > 0 ? "yellow" : "green", bar);
    })
    .join("");
}

const totalOf = ({ ok, slow, failed }: Minute): number => ok + slow + failed;

function summaryOf(minutes: readonly Minute[]): string {
  const sum = (of: (minute: Minute) => number) =>
    minutes.reduce((total, one) => total + of(one), 0);
  const total = sum(totalOf);
  if (total === 0) return "no messages";
  const slow = sum((minute) => minute.slow);
  const failed = sum((minute) => minute.failed);
  return [
    counted(total, "message"),
    slow > 0 && styled("yellow", `${slow} slow`),
    failed > 0 ? styled("red", `${failed} failed`) : "none failed",
  ]
    .filter(Boolean)
    .join(", ");
}

function describeQueue(
  { waitingMessages, oldestWaitingAt, waitingParts }: Now["queue"],
  at: number,
) {
  if (waitingMessages === 0 && waitingParts === 0) return "empty";
  return [
    `${counted(waitingMessages, "message")} to answer`,
    oldestWaitingAt !== null && `the oldest for ${formatLength(at - oldestWaitingAt)}`,
    waitingParts > 0 && `${counted(waitingParts, "part")} to send`,
  ]
    .filter(Boolean)
    .join(", ");
}

function describeCost(spent: number, budget: number): string {
  const dollars = formatDollars(BigInt(spent));
  if (budget === 0) return `${dollars}, no budget is set`;
  const words = `${dollars} of ${formatDollars(BigInt(budget))} (${Math.round((spent / budget) * 100)} %)`;
  return spent >= budget
    ? styled("red", words)
    : spent >= budget * 0.8
      ? styled("yellow", words)
      : words;
}

function sayWaiting({ waitingForHuman, pendingUsers }: Status): void {
  if (waitingForHuman === 0 && pendingUsers === 0) return;
  say(`\n${styled("bold", "Waiting for you")}`);
  const point = (text: string, command: string) =>
    say(hanging(`${styled("yellow", "!")} `, `${text}: whatsapp-ai-bot ${command}`));
  if (waitingForHuman > 0) {
    const asks = counted(waitingForHuman, "user asks", "users ask");
    point(`${asks} for a human`, "conversations list");
  }
  if (pendingUsers > 0) {
    point(`${counted(pendingUsers, "user waits", "users wait")} for approval`, "users list");
  }
}

function sayProblem({ at, what, remedy, messageId }: Problem): void {
  const text = harmless(what).replaceAll("\n", " ");
  say(hanging(`${styled("red", "✗")} `, `${styled("dim", formatTime(at))}  ${text}`));
  if (remedy !== null) say(hanging(`  ${styled("cyan", "→")} `, styled("cyan", harmless(remedy))));
  if (messageId !== null) say(`  ${styled("dim", `whatsapp-ai-bot explain ${messageId}`)}`);
}
