export const inspect = Bun.inspect;

export function format(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}
