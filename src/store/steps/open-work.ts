import { sql } from "drizzle-orm";
import { type Call, call, type Reader } from "../driver.ts";
import type { OpenPart } from "../sends.ts";
import { type Given, statement } from "../statement.ts";

/** A stored time further ahead than this was written under another clock, and counts as now. */
export const CLOCK_JUMP_MS = 10 * 60_000;

export type OpenWork =
  | {
      readonly kind: "message";
      readonly id: number;
      readonly runAt: number;
      readonly starts: number;
      readonly updatedAt: number;
    }
  | {
      readonly kind: "part";
      readonly id: number;
      readonly runAt: number;
      readonly isSending: boolean;
    };

/**
 * Returns the first open work of a user: the open parts of the oldest message that has some, else
 * the oldest message that waits for its answer. Later work waits for it, even if it is due. Where
 * parts are pulled it is the work that is due first, an answer or a look-up, because neither sends
 * anything.
 */
export async function nextWork(reader: Reader, userId: number): Promise<OpenWork | null> {
  const [rows] = await reader.together(workBesides(reader, userId, null));
  return firstWork(reader, rows);
}

/**
 * Returns the call that finds the open work of a user except one part, to be run together with
 * others.
 */
export const workBesides = (
  { isPulled }: Reader,
  userId: number,
  partId: number | null,
): Call<WorkRow> => call(isPulled ? lookupAndMessage : partAndMessage, { userId, besides: partId });

/** Returns the first of the open work that was found. */
export function firstWork({ isPulled }: Reader, rows: readonly WorkRow[]): OpenWork | null {
  const part = rows.find(({ isPart }) => isPart > 0);
  const message = rows.find(({ isPart }) => isPart === 0);
  const isPartFirst =
    part !== undefined &&
    (message === undefined ||
      (isPulled ? part.runAt < message.runAt : part.messageId <= message.id));
  if (isPartFirst) {
    return { kind: "part", id: part.id, runAt: part.runAt, isSending: part.isSending > 0 };
  }
  if (message === undefined) return null;
  const { id, runAt, starts, updatedAt } = message;
  return { kind: "message", id, runAt, starts, updatedAt };
}

/**
 * The end of a step: the writes that close its work, still to be run, and the work that is open
 * afterwards.
 */
export interface Closing {
  readonly writes: readonly Call[];
  readonly work: OpenWork | null;
}

/** The end of a step that has begun the next one, a send, in its own statement. */
export interface Begun {
  readonly begun: OpenPart;
}

/**
 * Returns whether a new part of a message is the first open work of its user, whose open parts were
 * found before. Only its own message may wait before it.
 */
export const isFirstPart = (
  { isPulled }: Reader,
  rows: readonly WorkRow[],
  messageId: number,
): boolean => !isPulled && rows.every((row) => row.isPart === 0 || row.messageId > messageId);

/** Selects the first open part and the first open message of a user, in one statement. */
const openWork = (isPulled: boolean) =>
  statement(({ orm, deliveries: d, messages: m, whole }, given: Given<"userId" | "besides">) => {
    // The partial indexes are only used with their own literal conditions.
    const open = sql`state in ('pending', 'sending')`;
    const isOther = sql`${d.id} <> coalesce(${whole(given.besides)}, 0)`;
    const firstPart = isPulled
      ? sql`${isOther} and ${open} and state = 'sending' order by ${d.runAt}, ${d.id}`
      : sql`${isOther} and ${open} order by ${d.messageId}, ${d.part}`;
    const part = sql`select 1 as is_part, ${d.id} as id, ${d.messageId} as message_id,
      ${d.runAt} as run_at, case when state = 'sending' then 1 else 0 end as is_sending,
      0 as starts, ${d.updatedAt} as updated_at
      from ${d} where ${d.userId} = ${given.userId} and ${firstPart} limit 1`;
    const message = sql`select 0 as is_part, ${m.id} as id, ${m.id} as message_id,
      ${m.runAt} as run_at, 0 as is_sending, ${m.starts} as starts, ${m.updatedAt} as updated_at
      from ${m} where ${m.userId} = ${given.userId} and state = 'received' order by ${m.id} limit 1`;
    return orm
      .select({
        isPart: sql`is_part`.mapWith(Number),
        id: sql`id`.mapWith(Number),
        messageId: sql`message_id`.mapWith(Number),
        runAt: sql`run_at`.mapWith(Number),
        isSending: sql`is_sending`.mapWith(Number),
        starts: sql`starts`.mapWith(Number),
        updatedAt: sql`updated_at`.mapWith(Number),
      })
      .from(
        sql`(select * from (${part}) as first_part union all select * from (${message}) as first_message) as work`,
      );
  });

const partAndMessage = openWork(false);
const lookupAndMessage = openWork(true);

type WorkRow = NonNullable<(typeof partAndMessage)["row"]>;

export function isDue(runAt: number, now: number): boolean {
  return runAt <= now || runAt > now + CLOCK_JUMP_MS;
}
