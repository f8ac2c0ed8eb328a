import { bigint, customType } from "drizzle-orm/pg-core";

// PostgreSQL takes no NUL inside a text, and nobody can see one.
export const text = customType<{ data: string; driverData: string }>({
  dataType: () => "text",
  toDriver: (value) => value.replaceAll("\0", ""),
});

export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => "bytea",
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});

export const whole = (name: string) => bigint(name, { mode: "number" });
// By default, not always: rows that come from another database keep theirs.
export const id = (name: string) => whole(name).primaryKey().generatedByDefaultAsIdentity();

export const timestamps = {
  createdAt: whole("created_at").notNull(),
  updatedAt: whole("updated_at").notNull(),
};
