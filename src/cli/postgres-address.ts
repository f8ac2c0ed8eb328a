/** A PostgreSQL address as it may be shown: without the password, wherever it stands. */
export function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = "";
  shown.searchParams.delete("password");
  return shown.href;
}
