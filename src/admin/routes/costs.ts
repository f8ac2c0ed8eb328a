import { Elysia, t } from "elysia";
import { TransientError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports.ts";
import { withTimeout } from "../../core/with-timeout.ts";
import type { AdminStore } from "../../store/admin-store.ts";
import { AdminError } from "../admin-error.ts";
import { type CostReader, shiftDay, type Sum } from "../cost-sums.ts";
import type { CostItem, Costs } from "../wire.ts";

const DAYS = { "7": 7, "30": 30, "90": 90 } as const;
/** The most entries of a list; the rest is one entry. */
const MAX_ITEMS = 50;
/** Below the time for which a connection may be silent. */
const MAX_WAIT_MS = 4_000;
const UNKNOWN = "(erased or unknown)";
/** Fewer days with charges say little about a month. */
const MIN_DAYS = 3;

export interface CostDeps {
  store(): Promise<Pick<AdminStore, "spentOnDay" | "namesOf">>;
  readonly reader: CostReader;
  readonly clock: Clock;
  /** Names the day of a time, as charges carry it. */
  dayOf(at: number): string;
  /** The day of the price list. */
  readonly pricesFrom: string;
}

/** The costs of answers by day, user, model, kind and channel. */
export function costRoutes(deps: CostDeps) {
  return new Elysia({ name: "admin-costs" }).get(
    "/admin/api/costs",
    ({ query: { days = "30" } }) => costs(DAYS[days], deps),
    {
      query: t.Object({ days: t.Optional(t.UnionEnum(["7", "30", "90"])) }),
      detail: { tags: ["Admin: costs"], summary: "The costs of the last 7, 30 or 90 days" },
    },
  );
}

async function costs(days: 7 | 30 | 90, deps: CostDeps): Promise<Costs> {
  const { clock, dayOf, pricesFrom, reader } = deps;
  const admin = await deps.store();
  const today = dayOf(clock.now());
  const listed = Array.from({ length: days }, (_, index) => shiftDay(today, index - days + 1));
  const { byDay, by } = await soon(reader.read(days), clock);
  const ofDay = new Map(byDay.map(({ name, nanoDollars }) => [name, nanoDollars]));
  const total = byDay.reduce((all, one) => all + one.nanoDollars, 0);
  const { month } = await admin.spentOnDay(today);
  return {
    days,
    total,
    estimated: byDay.reduce((all, one) => all + one.estimated, 0),
    projection: project(total, listed, ofDay, Number(month)),
    pricesFrom,
    byDay: listed.map((day) => ({ day, nanoDollars: ofDay.get(day) ?? 0 })),
    by: {
      user: await withNames(toItems(by.user), admin),
      model: toItems(by.model),
      kind: toItems(by.kind),
      channel: toItems(by.channel),
    },
  };
}

/** Returns the sums; with millions of charges, adding them up for the first time takes a while. */
async function soon<T>(sums: Promise<T>, clock: Clock): Promise<T> {
  try {
    return await withTimeout(MAX_WAIT_MS, clock, sums);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    throw new AdminError(
      503,
      "The costs are being added up for the first time since the start. Look again in a few seconds.",
    );
  }
}

/** Returns the cost of the current month if its remaining days cost as much as those before. */
function project(
  total: number,
  listed: readonly string[],
  ofDay: ReadonlyMap<string, number>,
  spentThisMonth: number,
): number | null {
  const first = listed.findIndex((day) => (ofDay.get(day) ?? 0) > 0);
  const charged = first === -1 ? 0 : listed.length - first;
  if (charged < MIN_DAYS) return null;
  const { day, daysInMonth } = Temporal.PlainDate.from(listed.at(-1) ?? "");
  return Math.round(spentThisMonth + (total * (daysInMonth - day)) / charged);
}

function toItems(sums: readonly Sum[]): CostItem[] {
  const named = (sum: Sum): CostItem => ({ ...sum, name: sum.name || UNKNOWN });
  const rest = sums.slice(MAX_ITEMS);
  if (rest.length === 0) return sums.map(named);
  const others = {
    name: `${rest.length} others`,
    events: rest.reduce((all, one) => all + one.events, 0),
    nanoDollars: rest.reduce((all, one) => all + one.nanoDollars, 0),
    estimated: rest.reduce((all, one) => all + one.estimated, 0),
  };
  return [...sums.slice(0, MAX_ITEMS), others].map(named);
}

/** Users are grouped by their number in the list of users. */
async function withNames(
  items: readonly CostItem[],
  admin: Pick<AdminStore, "namesOf">,
): Promise<CostItem[]> {
  const idOf = ({ name }: CostItem) => (/^\d+$/.test(name) ? Number(name) : null);
  const ids = items.flatMap((item) => idOf(item) ?? []);
  const names = new Map((await admin.namesOf(ids)).map(({ id, name }) => [id, name]));
  return items.map((item) => {
    const userId = idOf(item);
    if (userId === null) return item;
    const name = names.get(userId);
    // A user who was erased after the charges were summed.
    return name === undefined ? { ...item, name: UNKNOWN } : { ...item, userId, name };
  });
}
