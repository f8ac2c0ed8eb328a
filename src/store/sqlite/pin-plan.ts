import type { Compiled } from "../statement.ts";

/**
 * Returns a statement that SQLite compiles once. It compiles one anew at every run if its plan might
 * depend on a bound value (a partial index, the right side of a left join, a limit), which takes ten
 * times as long as the run itself. Behind a plus it looks at no value; values that are always the same
 * stand in the text, so that the plan can depend on them.
 */
export function pinPlan(compiled: Compiled): Compiled {
  const bound: Compiled["bound"][number][] = [];
  let place = 0;
  const text = compiled.text.replaceAll("?", () => {
    const value = compiled.bound[place];
    place += 1;
    const literal = literalOf(value);
    if (literal !== null) return literal;
    if (value === undefined) throw new Error(`a question mark without a value: ${compiled.text}`);
    bound.push(value);
    return "+?";
  });
  if (place !== compiled.bound.length) {
    throw new Error(`${compiled.bound.length} values for ${place} places: ${compiled.text}`);
  }
  return { ...compiled, text, bound };
}

/** Returns a value as SQL spells it; null if it is given with each run, or has no short spelling. */
function literalOf(value: Compiled["bound"][number] | undefined): string | null {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return String(value);
  return value === null ? "null" : null;
}
