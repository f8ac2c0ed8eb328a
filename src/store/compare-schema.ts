import { ConfigError } from "../core/errors.ts";

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

export interface SchemaDifference {
  /** The migrations that the database lacks. */
  readonly missing: readonly Migration[];
  /** The names of those that this program does not know. */
  readonly strangers: readonly string[];
}

/** Compares the names of the migrations that a database has with those of this program. */
export function compareMigrations(
  applied: readonly string[],
  known: readonly Migration[],
): SchemaDifference {
  return {
    missing: known.filter(({ name }) => !applied.includes(name)),
    strangers: applied.filter((name) => !known.some((migration) => migration.name === name)),
  };
}

/** Throws `ConfigError` if a newer version of the program has migrated the database. */
export function refuseNewerSchema({ strangers }: SchemaDifference): void {
  if (strangers.length === 0) return;
  throw new ConfigError([
    `The database was written by a newer version: it has ${strangers.join(", ")}, which this one does not know. Run the newer version, or restore a backup.`,
  ]);
}

/** Throws `ConfigError` if `database`, named in it, has another schema than this program's. */
export function refuseOtherSchema(
  database: string,
  { missing, strangers }: SchemaDifference,
): void {
  if (strangers.length > 0) {
    throw new ConfigError([
      `${database} was written by a newer version: run that version's command.`,
    ]);
  }
  if (missing.length > 0) {
    throw new ConfigError([
      `${database} has an older schema, or none yet: run whatsapp-ai-bot migrate, or start the bot.`,
    ]);
  }
}
