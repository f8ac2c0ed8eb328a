import { Elysia, t } from "elysia";
import type { AdminStore } from "../../store/admin-store.ts";
import type { CostGroup } from "../../store/charges.ts";
import type { CostItem, Costs } from "../wire.ts";

const DAY_MS = 24 * 60 * 60_000;
const DAYS = ["7", "30", "90"] as const;
/** The most entries of a list; the rest is one entry. */
const MAX_ITEMS = 50;
/** Fewer days with charges say little about a month. */
const MIN_DAYS = 3;

export interface CostDeps {
  store(): Promise<Pick<AdminStore, "costsSince" | "firstChargeSince" | "spentOnDay" | "namesOf">>;
  readonly clock: { now(): number };
  /** Names the day of a time, as charges carry it. */
  dayOf(at: number): string;
  /** The day of the price list. */
  readonly pricesFrom: string;
}

/** The costs of answers by day, user, model, kind and channel. */
export function costRoutes(deps: CostDeps) {
  return new Elysia({ name: "admin-costs" }).get(
    "/admin/api/costs",
    ({ query: { days = "30" } }) => costs(Number(days), deps),
    {
      query: t.Object({ days: t.Optional(t.UnionEnum(DAYS)) }),
      detail: { tags: ["Admin: costs"], summary: "The costs of the last 7, 30 or 90 days" },
    },
  );
}

async function costs(days: number, deps: CostDeps): Promise<Costs> {
  const { clock, dayOf, pricesFrom } = deps;
  const admin = await deps.store();
  const today = dayOf(clock.now());
  const listed = Array.from({ length: days }, (_, index) => shift(today, index - days + 1));
  const [since = today] = listed;
  const byDay = await admin.costsSince(since, "day");
  const [user, model, kind, channel] = [
    await admin.costsSince(since, "user"),
    await admin.costsSince(since, "model"),
    await admin.costsSince(since, "kind"),
    await admin.costsSince(since, "channel"),
  ];
  const ofDay = new Map(byDay.map(({ name, nanoDollars }) => [name, nanoDollars]));
  const total = sum(byDay.map((one) => one.nanoDollars));
  return {
    days,
    total: Number(total),
    estimated: Number(sum(byDay.map((one) => one.estimated))),
    projection: project(total, listed, ofDay, (await admin.spentOnDay(today)).month),
    pricesFrom,
    byDay: listed.map((day) => ({ day, nanoDollars: Number(ofDay.get(day) ?? 0n) })),
    by: {
      user: await withNames(toItems(user), admin),
      model: toItems(model),
      kind: toItems(kind),
      channel: toItems(channel),
    },
  };
}

/** Returns the cost of the current month if its remaining days cost as much as those before. */
function project(
  total: bigint,
  listed: readonly string[],
  ofDay: ReadonlyMap<string, bigint>,
  spentThisMonth: bigint,
): number | null {
  const first = listed.findIndex((day) => (ofDay.get(day) ?? 0n) > 0n);
  const charged = first === -1 ? 0 : listed.length - first;
  if (charged < MIN_DAYS) return null;
  const { day, daysInMonth } = Temporal.PlainDate.from(listed.at(-1) ?? "");
  return Number(spentThisMonth + (total * BigInt(daysInMonth - day)) / BigInt(charged));
}

function toItems(groups: readonly CostGroup[]): CostItem[] {
  const item = ({ name, events, nanoDollars, estimated }: CostGroup): CostItem => ({
    name: name === "" ? "(erased or unknown)" : name,
    events,
    nanoDollars: Number(nanoDollars),
    estimated: Number(estimated),
  });
  const rest = groups.slice(MAX_ITEMS);
  if (rest.length === 0) return groups.map(item);
  const others = {
    name: `${rest.length} others`,
    events: rest.reduce((events, one) => events + one.events, 0),
    nanoDollars: sum(rest.map((one) => one.nanoDollars)),
    estimated: sum(rest.map((one) => one.estimated)),
  };
  return [...groups.slice(0, MAX_ITEMS), others].map(item);
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
    return userId === null ? item : { ...item, userId, name: names.get(userId) ?? item.name };
  });
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);

const shift = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
