/** Returns every text in a tree of sentences; those that are functions are given figures. */
export function sentencesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") {
    const amounts = { nanoDollars: 1_234_000_000n, spent: 1_234_000_000n, limit: 5_000_000_000n };
    const used = { messages: 1_000, tokens: 200_000, isDefault: true, ...amounts };
    return [String(Reflect.apply(value, null, [used, used, used]))];
  }
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(sentencesIn);
  return [];
}
