const MAX_LENGTH = 60;

/** Returns a conversation's title: the beginning of its first message; null if it has no text. */
export function titleOf(text: string): string | null {
  const line = text.trim().split("\n", 1)[0] ?? "";
  return Array.from(line).slice(0, MAX_LENGTH).join("").trim() || null;
}
