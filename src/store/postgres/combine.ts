import type { Compiled } from "../statement.ts";

/**
 * Combines several statements into one, for the values of all in order. Its only row has the rows
 * of each as JSON: a list of lists of values, or null for a statement that returns none.
 */
export function combine(statements: readonly Compiled[]): string {
  let bound = 0;
  const parts: string[] = [];
  const results: string[] = [];
  for (const [index, { text, width, bound: own }] of statements.entries()) {
    const name = `s${index}`;
    const before = bound;
    const moved = text.replaceAll(/\$(\d+)/g, (_, place) => `$${before + Number(place)}`);
    // Columns of different statements may share a name, or have none.
    const columns = Array.from({ length: width }, (_, place) => `c${place}`).join(", ");
    parts.push(width === 0 ? `${name} as (${moved})` : `${name}(${columns}) as (${moved})`);
    results.push(
      width === 0
        ? "null"
        : `(select coalesce(json_agg(json_build_array(${columns})), '[]')::text from ${name})`,
    );
    bound += own.length;
  }
  return `with ${parts.join(", ")} select ${results.join(", ")}`;
}
