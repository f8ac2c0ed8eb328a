import { Elysia } from "elysia";
import { nameOfUpstream } from "../../core/name-of-upstream.ts";
import { plainError } from "../../core/plain-error.ts";
import type { StoredProblem } from "../../store/admin-figures.ts";
import type { AdminStore } from "../../store/admin-store.ts";
import { catalogue } from "../../text/sentences.ts";
import type { Minute, Now, Problem } from "../wire.ts";

const MINUTE_MS = 60_000;
const MINUTES = 60;
/** An answer that is begun later than this after its message is slow. */
const SLOW_MS = 20_000;
const PROBLEM_MS = 24 * 60 * MINUTE_MS;
const MAX_PROBLEMS = 20;

export interface NowDeps {
  readonly settings: {
    readonly dailyBudget: bigint;
    readonly monthlyBudget: bigint;
    readonly accessMode: "open" | "whitelist" | "pairing";
    readonly timezone: string;
  };
  readonly startedAt: number;
  store(): Promise<AdminStore>;
  readonly clock: { now(): number };
  /** Names the day of a time, as the budgets count it. */
  dayOf(at: number): string;
  /** Returns when the day of a time began. */
  startOfDay(at: number): number;
  /** Returns the reason why the files of the database cannot be used at present; null if they can. */
  storage(): { readonly kind: string } | null;
  circuits(): Readonly<Record<string, string>>;
  isStopping(): boolean;
  /** Returns the number of users who asked for a human and were not answered by one. */
  waitingForHuman(): Promise<number>;
  /** The owners' addresses, whose alerts are problems. */
  readonly owners: readonly string[];
  /** Called with each look: a page is open. */
  onLook(): void;
  /** Returns how to fix an error as it is stored with a message; null if there is no text for it. */
  explainFault(error: string): string | null;
  explainCode(code: string): { readonly meaning: string | null; readonly remedy: string } | null;
}

/** The overview: what is happening at this moment. */
export function nowRoutes(deps: NowDeps) {
  return new Elysia({ name: "admin-now" }).get("/admin/api/now", () => readNow(deps), {
    detail: { tags: ["Admin: overview"], summary: "The last hour, the queue and today" },
  });
}

/** Reads the overview, for the page and for the command line. */
export async function readNow(deps: NowDeps): Promise<Now> {
  const { settings, clock, dayOf, startOfDay } = deps;
  const at = clock.now();
  const admin = await deps.store();
  const from = at - (at % MINUTE_MS) - (MINUTES - 1) * MINUTE_MS;
  const circuits = Object.entries(deps.circuits()).filter(([, state]) => state !== "closed");
  const spent = await admin.spentOnDay(dayOf(at));
  const today = await admin.messagesSince(startOfDay(at));
  const owners = await ownersOf(deps.owners, admin);
  const stored = await admin.problemsSince(at - PROBLEM_MS, MAX_PROBLEMS, owners);
  deps.onLook();
  return {
    at,
    startedAt: deps.startedAt,
    state: stateOf(deps, circuits.length > 0),
    minutes: fill(from, await admin.minutesSince(from, SLOW_MS)),
    queue: await admin.overview(),
    today: {
      ...today,
      spent: Number(spent.day),
      budget: Number(settings.dailyBudget),
      spentThisMonth: Number(spent.month),
      monthlyBudget: Number(settings.monthlyBudget),
    },
    problems: [
      ...circuits.map(([name]) => circuitProblem(name, at)),
      ...stored.map((one) => describeProblem(one, deps)),
    ],
    waitingForHuman: await deps.waitingForHuman(),
    pendingUsers: settings.accessMode === "pairing" ? await admin.pendingUsers() : 0,
  };
}

async function ownersOf(
  addresses: readonly string[],
  admin: Pick<AdminStore, "findUser">,
): Promise<number[]> {
  const found = await Promise.all(addresses.map((address) => admin.findUser(address)));
  return found.flatMap((user) => user?.id ?? []);
}

function stateOf({ isStopping, storage }: NowDeps, isDegraded: boolean): Now["state"] {
  if (isStopping()) return "stopping";
  if (storage() !== null) return "storage-fault";
  return isDegraded ? "degraded" : "running";
}

function fill(
  from: number,
  found: readonly {
    readonly minute: number;
    readonly total: number;
    readonly slow: number;
    readonly failed: number;
  }[],
): Minute[] {
  const byMinute = new Map(found.map((one) => [one.minute, one]));
  return Array.from({ length: MINUTES }, (_, index) => {
    const { total = 0, slow = 0, failed = 0 } = byMinute.get(index) ?? {};
    return { at: from + index * MINUTE_MS, ok: total - slow - failed, slow, failed };
  });
}

function circuitProblem(name: string, at: number): Problem {
  return {
    at,
    what: `${nameOfUpstream(name)} fails, so calls to it are paused.`,
    remedy:
      "It is tried again every 30 seconds, and messages wait for it; see the log for its error.",
    messageId: null,
    userId: null,
  };
}

function describeProblem(
  { at, kind, messageId, userId, error, errorCode }: StoredProblem,
  { explainFault, explainCode }: NowDeps,
): Problem {
  const of = { at, messageId, userId };
  const remedy = error === null ? null : explainFault(error);
  switch (kind) {
    case "message":
      return {
        ...of,
        // A remedy says it in our words; the provider's own are in the message's timeline.
        what:
          remedy === null
            ? `Message ${messageId} was given up: ${plainError(error ?? "no reason stored")}`
            : `Message ${messageId} was given up.`,
        remedy,
      };
    case "part": {
      const known = errorCode === null ? null : explainCode(errorCode);
      const why = known?.meaning ?? plainError(error ?? "no reason given");
      const code = errorCode === null ? "" : `${errorCode}: `;
      return {
        ...of,
        what: `A part of the answer to message ${messageId} was not delivered (${code}${why}).`,
        remedy: known?.remedy ?? remedy,
      };
    }
    case "alert":
      return { at, messageId: null, userId: null, what: alertOf(error), remedy: null };
  }
}

/** Returns the sentence of an alert, which also says what to do. */
function alertOf(topic: string | null): string {
  const name = topic?.replace(/^trouble:/, "") ?? "";
  const alerts: Readonly<Record<string, string>> = catalogue.en.owner.alerts;
  return (alerts[name] ?? `The owners were alerted: ${name}`).replace(/^⚠️ /u, "");
}
