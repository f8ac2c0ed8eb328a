import { asc, desc, eq, type SQL, sql } from "drizzle-orm";
import { call, first, type Reader } from "../driver.ts";
import { type FoundPassage, MAX_PASSAGES, type SearchTerm } from "../knowledge.ts";
import { type Given, statement } from "../statement.ts";

/**
 * A term that more passages have is common: it says little about any of them, and ranking them all
 * takes long.
 */
const COMMON = 1_000;
/** The number of common terms that are searched for if a query has no others. */
const MAX_COMMON_TERMS = 2;
const MAX_REMEMBERED = 5_000;

type SearchPassages = (
  reader: Reader,
  terms: readonly SearchTerm[],
  limit: number,
) => Promise<FoundPassage[]>;

/** Creates the search, which remembers the common terms until the documents change. */
export function createSearch(): SearchPassages {
  const common = new Set<string>();
  let counted = 0;

  async function countTerms(reader: Reader, terms: readonly SearchTerm[]): Promise<CountedTerm[]> {
    const match = matchOf(reader);
    const fresh = terms.filter((term) => !common.has(match([term])));
    const counts = await reader.together(
      ...fresh.map((term) => call(matchCount, { match: match([term]) })),
    );
    const found = fresh.map((term, index) => ({ term, count: counts[index]?.[0]?.count ?? 0 }));
    const known = terms.filter((term) => !fresh.includes(term));
    for (const { term, count } of found) if (count >= COMMON) remember(match([term]));
    return [...found, ...known.map((term) => ({ term, count: COMMON }))];
  }

  function remember(match: string): void {
    if (common.size >= MAX_REMEMBERED) common.clear();
    common.add(match);
  }

  return async (reader, terms, limit) => {
    const total = (await first(reader, passageCount, {}))?.total ?? 0;
    if (total === 0 || terms.length === 0) return [];
    if (total !== counted) common.clear();
    counted = total;
    const chosen = chooseTerms(await countTerms(reader, terms));
    if (chosen.length === 0) return [];
    // For PostgreSQL; FTS5 weighs terms itself.
    const weights = chosen.map(({ term, count }) => ({
      query: toTsquery([term]),
      weight: Math.log(1 + total / count),
    }));
    const match = matchOf(reader)(chosen.map(({ term }) => term));
    return reader.all(bestPassages, { match, weights: JSON.stringify(weights), limit });
  };
}

function matchOf({ dialect }: Reader): (terms: readonly SearchTerm[]) => string {
  return dialect === "sqlite" ? toFts : toTsquery;
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
  sqlite: (match: SQL) => sql`select 1 from knowledge_words where knowledge_words match ${match}`,
  // As its own step, which PostgreSQL plans for all rows: with the limit in view it reads the table.
  postgres: (match: SQL) =>
    sql`with found as materialized (select 1 from knowledge_words
      where words @@ (select ${match}::text::tsquery)) select 1 from found`,
};

const matchCount = statement(({ name, orm }, given: Given<"match">) =>
  orm
    .select({ count: sql<number>`count(*)`.mapWith(Number) })
    .from(sql`(${MATCHES[name](given.match)} limit ${sql.raw(String(COMMON))}) as matches`),
);

/** The passages that PostgreSQL ranks by more than the words that they have. */
const MAX_RANKED = 300;
const FILE_OF = sql.raw(`/ ${MAX_PASSAGES}`);

const RANKED = {
  sqlite: ({ match }: Given<"match" | "weights">) =>
    sql`select rowid as id, -bm25(knowledge_words) as score from knowledge_words
      where knowledge_words match ${match} and exists (select 1 from knowledge_files
        where id = knowledge_words.rowid ${FILE_OF} and state = 'ready')`,
  // Its own rank reads all words of a passage, and ignores how rare one is. So passages are chosen by
  // the rarity of the words that the index has found in them, and the best are ranked by both.
  postgres: ({ match, weights }: Given<"match" | "weights">) =>
    sql`select id, weight * (1 + ts_rank(words, ${match}::text::tsquery, 1)) as score
      from (select found.id, sum(weight) as weight
        from json_to_recordset(${weights}::text::json) as term(query text, weight float8),
          lateral (select rowid as id from knowledge_words
            where words @@ term.query::tsquery offset 0) as found
        where exists (select 1 from knowledge_files
          where id = found.id ${FILE_OF} and state = 'ready')
        group by found.id order by weight desc, found.id limit ${sql.raw(String(MAX_RANKED))}) as best
      join knowledge_words on rowid = id`,
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
      .from(sql`(${RANKED[name](given)} order by score desc, id limit ${given.limit}) as hits`)
      .innerJoin(passages, sql`${passages.id} = hits.id`)
      .innerJoin(files, sql`${files.id} = hits.id ${FILE_OF}`)
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
