import type { StoredCharge } from "../store/admin-figures.ts";
import type { AdminStore } from "../store/admin-store.ts";

/** The windows that users are summed over, in days. */
const WINDOWS = [7, 30, 90] as const;

type Window = (typeof WINDOWS)[number];

const DAY_MS = 24 * 60 * 60_000;
/** The rows that are read at once, so that nothing else waits for long. */
const PIECE = 2_000;
/** A charge that is committed later than one with a greater id is not older than this. */
const SETTLED_MS = 15_000;
/** A charge may count for the day before its neighbours. */
const OVERLAP_DAYS = 2;

const GROUPS = ["day", "model", "kind", "channel"] as const;

export interface Sum {
  readonly name: string;
  readonly events: number;
  /** In nano-dollars. */
  readonly nanoDollars: number;
  readonly estimated: number;
}

interface CostSums {
  readonly byDay: readonly Sum[];
  readonly by: Readonly<Record<"user" | "model" | "kind" | "channel", readonly Sum[]>>;
}

type Amount = Omit<Sum, "name">;

const NOTHING: Amount = { events: 0, nanoDollars: 0, estimated: 0 };

/** The sums of all charges but the newest, which may not all be committed. */
interface State {
  /** The last day of the windows. */
  readonly today: string;
  /** The charge up to which all are summed. */
  upTo: number;
  readonly byDay: Map<string, Map<string, Amount>>;
  readonly users: ReadonlyMap<Window, OfUsers>;
}

interface OfUsers {
  readonly since: string;
  readonly amounts: Map<string, Amount>;
}

export interface CostReader {
  /** Begins to sum, so that a later look need not wait for it. */
  prepare(): void;
  read(days: Window): Promise<CostSums>;
}

/**
 * Sums the charges of the last 90 days once, piece by piece, and from then on only what was added:
 * an index by day would be one more page that every event writes, for a report now and then.
 */
export function createCostReader(deps: {
  store(): Promise<Pick<AdminStore, "chargeFrom" | "chargesAfter">>;
  readonly clock: { now(): number };
  /** Names the day of a time, as charges carry it. */
  dayOf(at: number): string;
}): CostReader {
  const { store, clock, dayOf } = deps;
  let state: State | null = null;
  let adding: Promise<readonly StoredCharge[]> | null = null;

  /** Sums what is new, and returns the newest charges, which are not summed yet. */
  async function addNew(): Promise<readonly StoredCharge[]> {
    const today = dayOf(clock.now());
    if (state?.today !== today) state = await begin(today);
    const admin = await store();
    for (;;) {
      const rows = await admin.chargesAfter(state.upTo, PIECE);
      const newest = rows.findIndex(({ createdAt }) => createdAt > clock.now() - SETTLED_MS);
      const settled = newest === -1 ? rows : rows.slice(0, newest);
      for (const row of settled) addTo(state, row);
      state.upTo = settled.at(-1)?.id ?? state.upTo;
      if (newest !== -1 || rows.length < PIECE) return rows.slice(settled.length);
      // Webhooks and answers go first.
      await Bun.sleep(1);
    }
  }

  async function begin(today: string): Promise<State> {
    const from = shiftDay(today, 1 - WINDOWS[2] - OVERLAP_DAYS);
    return {
      today,
      upTo: (await firstOn(from, await store())) - 1,
      byDay: new Map(),
      users: new Map(
        WINDOWS.map((days) => [days, { since: shiftDay(today, 1 - days), amounts: new Map() }]),
      ),
    };
  }

  const addOnce = () =>
    (adding ??= addNew().finally(() => {
      adding = null;
    }));

  return {
    prepare: () => void addOnce().catch(() => {}),
    read: async (days) => {
      const newest = await addOnce();
      return summed(state, newest, days);
    },
  };
}

/** Returns the id of the first charge of a day, or after it; the days of charges grow with their ids. */
async function firstOn(day: string, admin: Pick<AdminStore, "chargeFrom">): Promise<number> {
  let low = 1;
  let high = Number.MAX_SAFE_INTEGER;
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2);
    const found = await admin.chargeFrom(middle);
    if (found === null || found.day >= day) high = middle;
    else low = found.id + 1;
  }
  return low;
}

function addTo({ byDay, users }: State, row: StoredCharge): void {
  const { day, kind, channel, provider, model, userId } = row;
  const dimensions = [kind, channel ?? "", `${provider} ${model}`].join("\n");
  const ofDay = byDay.get(day) ?? new Map<string, Amount>();
  byDay.set(day, ofDay);
  const amount = amountOf(row);
  add(ofDay, dimensions, amount);
  for (const { since, amounts } of users.values()) {
    if (day >= since) add(amounts, String(userId ?? ""), amount);
  }
}

const amountOf = ({ nanoDollars, isEstimated, settled }: StoredCharge): Amount => ({
  events: 1,
  nanoDollars,
  estimated: (isEstimated ? nanoDollars : 0) - (settled ?? 0),
});

function summed(state: State | null, newest: readonly StoredCharge[], days: Window): CostSums {
  if (state === null) throw new Error("nothing was summed");
  const since = shiftDay(state.today, 1 - days);
  const recent = [...state.byDay].filter(([day]) => day >= since);
  const groups = GROUPS.map((by) => ({ by, amounts: new Map<string, Amount>() }));
  for (const [day, ofDay] of recent) {
    for (const [dimensions, amount] of ofDay) {
      const [kind = "", channel = "", model = ""] = dimensions.split("\n");
      const names = { day, kind, channel, model };
      for (const { by, amounts } of groups) add(amounts, names[by], amount);
    }
  }
  const user = new Map(state.users.get(days)?.amounts);
  for (const row of newest) {
    if (row.day < since) continue;
    const { day, kind, channel, provider, model } = row;
    const names = { day, kind, channel: channel ?? "", model: `${provider} ${model}` };
    for (const { by, amounts } of groups) add(amounts, names[by], amountOf(row));
    add(user, String(row.userId ?? ""), amountOf(row));
  }
  const listed = (wanted: (typeof GROUPS)[number]) =>
    list(groups.find(({ by }) => by === wanted)?.amounts ?? new Map());
  return {
    byDay: listed("day"),
    by: {
      user: list(user),
      model: listed("model"),
      kind: listed("kind"),
      channel: listed("channel"),
    },
  };
}

function add(amounts: Map<string, Amount>, name: string, more: Amount): void {
  const before = amounts.get(name) ?? NOTHING;
  amounts.set(name, {
    events: before.events + more.events,
    nanoDollars: before.nanoDollars + more.nanoDollars,
    estimated: before.estimated + more.estimated,
  });
}

function list(amounts: ReadonlyMap<string, Amount>): Sum[] {
  return [...amounts]
    .map(([name, amount]) => Object.assign({ name }, amount))
    .toSorted((one, two) => two.nanoDollars - one.nanoDollars);
}

/** Returns the day so many days after another. */
export function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
