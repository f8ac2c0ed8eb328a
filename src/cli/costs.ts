import { shiftDay } from "../admin/cost-sums.ts";
import { createDayNamer } from "../core/calendar.ts";
import { formatDollars } from "../ledger/format-money.ts";
import type { CostGroup, CostsBy } from "../store/charges.ts";
import { readOwnSettings } from "./own-settings.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { harmless, say, sayJson, sayTable } from "./write-out.ts";
import type { Json } from "./define-command.ts";

const DAY_MS = 86_400_000;
const DAYS_OF_A_MONTH = 30n;

interface CostsOptions extends Json {
  readonly days: number;
  readonly by: CostsBy;
}

/** Shows the charges of the last days, and the cost of a month at that pace. */
export async function showCosts({ days, by, json }: CostsOptions): Promise<void> {
  const { config } = readOwnSettings();
  const dayOf = createDayNamer(config.timezone ?? "UTC");
  const since = shiftDay(dayOf(Date.now()), 1 - days);
  const { groups, first } = await withAdminStore(async (admin) => ({
    groups: await admin.costsSince(since, by),
    first: await admin.firstChargeSince(since),
  }));
  const charged = first === null ? days : daysBetween(first, dayOf(Date.now()));
  const sums = sumUp(groups, charged);
  if (json) return sayJson({ since, days, by, ...inText(sums), groups: groups.map(inText) });
  if (groups.length === 0) return say(`Nothing was charged since ${since}.`);
  const rows = groups.map(({ name, events, nanoDollars, estimated }) => [
    harmless(name) || "(erased or unknown)",
    String(events),
    formatDollars(nanoDollars),
    formatDollars(estimated),
  ]);
  sayTable([by.toUpperCase(), "EVENTS", "COST", "ESTIMATED"], rows);
  say(
    `\nTotal since ${since}: ${formatDollars(sums.total)}, ${sums.estimatedPercent} % of it estimated.\nAt this pace a month of 30 days costs ${formatDollars(sums.projection)}.`,
  );
}

interface Sums {
  readonly total: bigint;
  readonly projection: bigint;
  readonly estimatedPercent: number;
}

function sumUp(groups: readonly CostGroup[], days: number): Sums {
  const total = groups.reduce((sum, { nanoDollars }) => sum + nanoDollars, 0n);
  const estimated = groups.reduce((sum, one) => sum + one.estimated, 0n);
  return {
    total,
    projection: (total * DAYS_OF_A_MONTH) / BigInt(days),
    estimatedPercent: total === 0n ? 0 : Number((estimated * 100n) / total),
  };
}

/** Counts both days: a bot that began yesterday has costs of two days, however many are asked for. */
function daysBetween(first: string, last: string): number {
  return Math.max(1, Math.round((Date.parse(last) - Date.parse(first)) / DAY_MS) + 1);
}

/** Converts amounts to text, in nano-dollars: JSON has no integers of this size. */
function inText(facts: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === "bigint" ? String(value) : value,
    ]),
  );
}
