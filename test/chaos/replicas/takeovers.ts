import type { SQL } from "bun";

const LEASE_MS = 30_000;
const LOOK_MS = 100;

interface Held {
  readonly user: number;
  readonly owner: string;
  readonly epoch: number;
  readonly leaseUntil: number;
}

export interface Takeovers {
  /** From a process's death until another one held its user's lane, in milliseconds. */
  end(): Promise<number[]>;
}

/** Watches whose lanes were taken by another process after their lease had run out. */
export function watchTakeovers(sql: SQL, deaths: readonly number[]): Takeovers {
  const lastSeen = new Map<number, Held>();
  /** The time at which each process last claimed or renewed a lane. */
  const lastSign = new Map<string, number>();
  const orphaned: { readonly owner: string; readonly claimedAt: number }[] = [];
  let isOver = false;

  async function look(): Promise<void> {
    const rows = await sql<{ [Key in keyof Held]: string }[]>`
      SELECT user_id AS user, owner, epoch, lease_until AS "leaseUntil" FROM lanes
      WHERE owner IS NOT NULL`;
    for (const row of rows) {
      const held: Held = {
        user: Number(row.user),
        owner: row.owner,
        epoch: Number(row.epoch),
        leaseUntil: Number(row.leaseUntil),
      };
      const before = lastSeen.get(held.user);
      const claimedAt = held.leaseUntil - LEASE_MS;
      lastSign.set(held.owner, Math.max(claimedAt, lastSign.get(held.owner) ?? 0));
      if (before?.epoch === held.epoch - 1 && claimedAt > before.leaseUntil) {
        orphaned.push({ owner: before.owner, claimedAt });
      }
      lastSeen.set(held.user, held);
    }
  }

  async function watch(): Promise<void> {
    while (!isOver) {
      await look().catch(() => {});
      await Bun.sleep(LOOK_MS);
    }
  }

  const watched = watch();
  return {
    end: async () => {
      isOver = true;
      await watched;
      return orphaned.flatMap(({ owner, claimedAt }) => {
        const death = deaths.find((at) => at >= (lastSign.get(owner) ?? Infinity));
        return death === undefined || death > claimedAt ? [] : [claimedAt - death];
      });
    },
  };
}
