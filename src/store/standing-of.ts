import type { KnownPerson } from "./known-person.ts";
import type { Arrivals, Standing } from "./people.ts";

/**
 * What a message is judged by: `people` are the rows that carry its identities, oldest first. Two that
 * turn out to be one person are judged as they will be merged.
 */
export function standingOf(
  people: readonly KnownPerson[],
  facts: Pick<Standing, "openMessages" | "openInAll" | "code" | "arrivals">,
): Standing {
  return {
    ...facts,
    isWhitelisted: people.some((person) => person.isWhitelisted),
    isActive: people.every((person) => person.isActive),
    isOptedOut: people.some((person) => person.optedOutAt !== null),
    topic: people.map((person) => person.lastTopic).find((topic) => topic !== null) ?? null,
    language: people.map((person) => person.language).find((language) => language !== null) ?? null,
  };
}

/** Messages of one person, oldest first, parted by whether they were let in. */
export function arrivalsOf(
  rows: readonly { readonly at: number; readonly state: string | null }[],
): Arrivals {
  const isRefused = (row: (typeof rows)[number]) => row.state === "discarded";
  return {
    admitted: rows.filter((row) => !isRefused(row)).map((row) => row.at),
    refused: rows.filter(isRefused).map((row) => row.at),
  };
}
