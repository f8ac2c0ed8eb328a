/**
 * Returns the text of an .env file with these values: existing lines are replaced in place, new
 * ones are added at the end, everything else stays as it was.
 */
export function withValues(text: string, values: Readonly<Record<string, string>>): string {
  const left = new Map(Object.entries(values));
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const kept = lines.flatMap((line) => {
    const name = /^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1];
    if (name === undefined || !(name in values)) return [line];
    const value = left.get(name);
    // Of two lines the last would win: the second one is removed.
    if (value === undefined) return [];
    left.delete(name);
    return [entry(name, value)];
  });
  const added = [...left].map(([name, value]) => entry(name, value));
  return [...kept, ...added, ""].join("\n");
}

// Quotes only if necessary: docker's --env-file would keep them as part of the value.
function entry(name: string, value: string): string {
  const isPlain = /^[^\s"'`#$\\]*$/.test(value);
  return `${name}=${isPlain ? value : `'${value.replaceAll("'", "")}'`}`;
}
