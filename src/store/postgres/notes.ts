import { eq } from "drizzle-orm";
import type { NoteKey } from "../upkeep.ts";
import type { Connection, Transaction } from "./connection.ts";
import { settings } from "./schema.ts";

export async function readNote({ orm }: Connection, key: NoteKey): Promise<string | null> {
  const [row] = await orm.select().from(settings).where(eq(settings.key, key));
  return row?.value ?? null;
}

export async function writeNote(
  { orm, now }: Transaction,
  key: NoteKey,
  value: string,
): Promise<void> {
  const row = { value, updatedAt: now };
  await orm
    .insert(settings)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: settings.key, set: row });
}
