import { eq } from "drizzle-orm";
import type { NoteKey } from "../upkeep.ts";
import type { Connection } from "./connection.ts";
import { settings } from "./schema.ts";

export function readNote({ orm }: Connection, key: NoteKey): string | null {
  return orm.select().from(settings).where(eq(settings.key, key)).get()?.value ?? null;
}

export function writeNote({ orm, now }: Connection, key: NoteKey, value: string): void {
  const row = { value, updatedAt: now() };
  orm
    .insert(settings)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: settings.key, set: row })
    .run();
}
