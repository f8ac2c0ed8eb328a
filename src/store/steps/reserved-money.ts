import { eq, sql } from "drizzle-orm";
import type { Billed, NewCharge } from "../charges.ts";
import { type Call, call, type Reader, type Transaction } from "../driver.ts";
import { deleteRows } from "../plain-statements.ts";
import { exact } from "../exact.ts";
import { type Dialect, type Given, statement } from "../statement.ts";
import type { Tables } from "../tables.ts";
import { type Payer, posting } from "./posting.ts";

/** The reservation of a message: tokens and money for a call, and money for the parts of its reply. */
export interface Reservation {
  readonly messageId: number;
  readonly day: string;
  readonly tokens: number;
  readonly call: bigint;
  readonly parts: bigint;
  /** The service that is called; null if no money is reserved for it. */
  readonly of: Billed | null;
}

type NewReservation = "messageId" | "day" | "tokens" | "nanoDollars" | "parts" | "of";

const insertion = ({ orm, reservations, whole }: Dialect & Tables, given: Given<NewReservation>) =>
  orm.insert(reservations).values({
    messageId: given.messageId,
    day: given.day,
    tokens: given.tokens,
    nanoDollars: whole(given.nanoDollars),
    partsNanoDollars: whole(given.parts),
    call: given.of,
  });

/** Reserves; changes nothing, and returns no row, where something is reserved already. */
export const reserve = statement((tables, given: Given<NewReservation>) =>
  insertion(tables, given)
    .onConflictDoNothing()
    .returning({ messageId: tables.reservations.messageId }),
);

/** Reserves for a call, beside what is reserved for the parts of the reply. */
export const reserveBeside = statement((tables, given: Given<NewReservation>) =>
  insertion(tables, given).onConflictDoUpdate({
    target: tables.reservations.messageId,
    set: {
      tokens: sql`excluded.tokens`,
      nanoDollars: sql`excluded.nano_dollars`,
      call: sql`excluded.call`,
    },
  }),
);

/** Reserves more for the parts of a reply, beside what is reserved for its call. */
export const addToParts = statement((tables, given: Given<NewReservation>) =>
  insertion(tables, given).onConflictDoUpdate({
    target: tables.reservations.messageId,
    set: {
      day: sql`excluded.day`,
      partsNanoDollars: sql`${tables.reservations.partsNanoDollars} + excluded.parts_nano_dollars`,
    },
  }),
);

/** Reads and locks what is reserved for messages, to be run together with others. */
export const reservedFor = (ids: readonly number[]): Call<ReservedRow> =>
  call(reservedAmong, { ids: JSON.stringify(ids) });

/** The same for the message of a part. */
export const reservedForPart = (partId: number): Call<ReservedRow> => call(ofPart, { partId });

export async function findReserved(reader: Reader, messageId: number): Promise<Reservation | null> {
  const [reserved] = await reservationsOf(reader, [messageId]);
  return reserved ?? null;
}

export async function reservationsOf(
  reader: Reader,
  ids: readonly number[],
): Promise<Reservation[]> {
  const [rows] = await reader.together(reservedFor(ids));
  return rows.map(toReservation);
}

export function toReservation({ of, ...amounts }: ReservedRow): Reservation {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else is written there.
  return { ...amounts, of: JSON.parse(of ?? "null") as Billed | null };
}

/**
 * Puts charges in the place of what was reserved for a call, and keeps of what was reserved for the
 * parts of its reply no more than `parts`; to be run together with others. With null, what the call
 * did cost is not known: all that was reserved for it is charged, estimated.
 */
export function settling(
  transaction: Transaction,
  { messageId, userId }: Payer,
  reserved: Reservation | null,
  charges: readonly NewCharge[] | null,
  parts: bigint,
): Call[] {
  const day = reserved?.day ?? transaction.tariff.dayOf(transaction.now);
  const made = charges ?? (reserved === null ? [] : assumed(reserved));
  const entries = made.map((charge) => {
    const { nanoDollars } = charge;
    return { messageId, userId, day, charge, nanoDollars };
  });
  if (reserved === null) return posting(transaction, entries);
  const kept = parts < reserved.parts ? parts : reserved.parts;
  const nanoDollars = kept - reserved.call - reserved.parts;
  const released = { messageId, userId, day, charge: null, nanoDollars };
  return [
    ...posting(transaction, [...entries, released]),
    ...leaving([
      { before: reserved, after: { ...reserved, tokens: 0, call: 0n, of: null, parts: kept } },
    ]),
  ];
}

function assumed({ call: nanoDollars, of }: Reservation): NewCharge[] {
  if (nanoDollars === 0n || of === null) return [];
  return [{ ...of, units: { assumed: 1 }, nanoDollars, isEstimated: true }];
}

/** The rest of a reservation. */
export interface Change {
  readonly before: Reservation;
  readonly after: Reservation;
}

/** Changes what is reserved for as many messages, to be run together with others; what has nothing left ends. */
export function leaving(changes: readonly Change[]): Call[] {
  const changed = changes.filter(({ before, after }) => before !== after).map(({ after }) => after);
  const [ended, kept] = [changed.filter(isEmpty), changed.filter((left) => !isEmpty(left))];
  return [
    ...(ended.length === 0 ? [] : [call(endAmong, { messageIds: idsIn(ended) })]),
    ...(kept.length === 0
      ? []
      : [call(changeListed, { list: JSON.stringify(kept.map(toListed)) })]),
  ];
}

const isEmpty = ({ tokens, call: ofCall, parts }: Reservation): boolean =>
  tokens === 0 && ofCall === 0n && parts === 0n;

const idsIn = (some: readonly Reservation[]) =>
  JSON.stringify(some.map(({ messageId }) => messageId));

const toListed = ({ messageId, tokens, call: ofCall, parts, of }: Reservation) => ({
  message_id: messageId,
  tokens,
  nano_dollars: String(ofCall),
  parts: String(parts),
  of: of === null ? null : JSON.stringify(of),
});

const columnsOf = ({ reservations }: Pick<Tables, "reservations">) => ({
  messageId: reservations.messageId,
  day: reservations.day,
  tokens: reservations.tokens,
  call: exact(reservations.nanoDollars),
  parts: exact(reservations.partsNanoDollars),
  of: reservations.call,
});

const reservedAmong = statement((dialect, given: Given<"ids">) => {
  const { orm, reservations, isAmong, locked } = dialect;
  return locked(
    orm
      .select(columnsOf(dialect))
      .from(reservations)
      .where(isAmong(reservations.messageId, given.ids))
      .orderBy(reservations.messageId),
  );
});

const ofPart = statement((dialect, given: Given<"partId">) => {
  const { orm, reservations, deliveries, locked } = dialect;
  const owner = orm
    .select({ messageId: deliveries.messageId })
    .from(deliveries)
    .where(eq(deliveries.id, given.partId));
  return locked(
    orm
      .select(columnsOf(dialect))
      .from(reservations)
      .where(eq(reservations.messageId, sql`${owner}`)),
  );
});

type ReservedRow = NonNullable<(typeof reservedAmong)["row"]>;

const LISTED = ["message_id", "tokens", "nano_dollars", "parts", "of"];

const changeListed = statement(({ orm, reservations, listed, whole }, given: Given<"list">) =>
  orm
    .update(reservations)
    .set({
      tokens: whole(sql`listed.tokens`),
      nanoDollars: whole(sql`listed.nano_dollars`),
      partsNanoDollars: whole(sql`listed.parts`),
      call: sql`listed.of`,
    })
    .from(listed(given.list, LISTED))
    .where(eq(reservations.messageId, whole(sql`listed.message_id`))),
);

const endAmong = deleteRows("reservations", { among: "messageId" });
