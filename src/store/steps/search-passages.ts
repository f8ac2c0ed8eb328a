import { asc, desc, eq, sql } from "drizzle-orm";
import { call, type Reader } from "../driver.ts";
import { type FoundPassage, MAX_PASSAGES, type SearchTerm } from "../knowledge.ts";
import { type Given, statement } from "../statement.ts";

/**
 * A term that more passages have is common: it says little about any of them, and ranking them all
 * takes long.
 */
const COMMON = 1_000;
/** The number of common terms that are searched for if a query has no others. */
const MAX_COMMON_TERMS = 2;

export async function searchPassages(
  reader: Reader,
  terms: readonly SearchTerm[],
  limit: number,
): Promise<FoundPassage[]> {
  if (terms.length === 0) return [];
  const match = reader.dialect === "sqlite" ? toFts : toTsquery;
  const [[sum], ...counts] = await reader.together(
    call(passageCount, {}),
    ...terms.map((term) => call(matchCount, { match: match([term]) })),
  );
  const total = sum?.total ?? 0;
  const counted = terms.map((term, index) => ({
    term,
    count: counts[index]?.[0]?.count ?? 0,
  }));
  const chosen = chooseTerms(counted);
  if (chosen.length === 0) return [];
  // For PostgreSQL, whose own rank ignores how rare a word is; FTS5 weighs terms itself.
  const weights = chosen.map(({ term, count }) => ({
    query: toTsquery([term]),
    weight: Math.log(1 + total / count),
  }));
  const values = {
    match: match(chosen.map(({ term }) => term)),
    weights: JSON.stringify(weights),
    limit,
  };
  return reader.all(bestPassages, values);
}

interface CountedTerm {
  readonly term: SearchTerm;
  readonly count: number;
}

function chooseTerms(counted: readonly CountedTerm[]): readonly CountedTerm[] {
  const known = counted.filter(({ count }) => count > 0);
  const rare = known.filter(({ count }) => count < COMMON);
  if (rare.length > 0) return rare;
  return known
    .toSorted((a, b) => b.term.word.length - a.term.word.length)
    .slice(0, MAX_COMMON_TERMS);
}

const passageCount = statement(({ orm, knowledgeFiles: files }) =>
  orm
    .select({ total: sql<number>`coalesce(sum(${files.passages}), 0)`.mapWith(Number) })
    .from(files)
    .where(eq(files.state, "ready")),
);

const MATCHES = {
  sqlite: (match: unknown) => sql`knowledge_words match ${match}`,
  postgres: (match: unknown) => sql`knowledge_words.words @@ ${match}::text::tsquery`,
};

const matchCount = statement(({ name, orm }, given: Given<"match">) =>
  orm
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(
      sql`(select 1 from knowledge_words where ${MATCHES[name](given.match)} limit ${sql.raw(String(COMMON))}) as matches`,
    ),
);

const RANKS = {
  // The smaller, the better.
  sqlite: () => sql`-bm25(knowledge_words)`,
  postgres: (weights: unknown) =>
    sql`(select sum(weight * ts_rank(knowledge_words.words, query::tsquery, 1)) from json_to_recordset(${weights}::text::json) as weighted(query text, weight float8))`,
};

const bestPassages = statement(
  (
    { name, orm, knowledgeFiles: files, knowledgePassages: passages },
    given: Given<"match" | "weights" | "limit">,
  ) =>
    orm
      .select({
        path: files.path,
        format: sql<string>`${files.format}`,
        page: passages.page,
        heading: passages.heading,
        text: passages.text,
      })
      .from(
        sql`(select knowledge_words.rowid as id, ${RANKS[name](given.weights)} as score
          from knowledge_words join knowledge_files as ready
            on ready.id = knowledge_words.rowid / ${sql.raw(String(MAX_PASSAGES))} and ready.state = 'ready'
          where ${MATCHES[name](given.match)}
          order by score desc limit ${given.limit}) as hits`,
      )
      .innerJoin(passages, sql`${passages.id} = hits.id`)
      .innerJoin(files, sql`${files.id} = hits.id / ${sql.raw(String(MAX_PASSAGES))}`)
      .orderBy(desc(sql`hits.score`), asc(sql`hits.id`)),
);

// Words have letters, digits and marks alone, so that nothing in them needs an escape.

/** Returns the query of FTS5 that finds any of the terms. */
function toFts(terms: readonly SearchTerm[]): string {
  return terms.map(({ word, isPrefix }) => `"${word}"${isPrefix ? "*" : ""}`).join(" OR ");
}

/** Returns the same as a query of PostgreSQL. */
function toTsquery(terms: readonly SearchTerm[]): string {
  return terms.map(({ word, isPrefix }) => `'${word}'${isPrefix ? ":*" : ""}`).join(" | ");
}

/** PostgreSQL stores no later position. */
const MAX_POSITION = 16_383;

/** Returns a passage's words in the form of `tsvector`, which no parser of PostgreSQL changes. */
export function toVector(words: string): string {
  const places = new Map<string, number[]>();
  let position = 0;
  for (const word of words.split(" ")) {
    position = Math.min(position + 1, MAX_POSITION);
    const known = places.get(word);
    if (known === undefined) places.set(word, [position]);
    else known.push(position);
  }
  return [...places].map(([word, at]) => `'${word}':${at.join(",")}`).join(" ");
}
