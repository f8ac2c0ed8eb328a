/** Returns a PostgreSQL address without its password, for display. */
export function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = "";
  shown.searchParams.delete("password");
  return shown.href;
}

/** Returns whether the server is on this machine or on a private network. */
export function isNear(url: string): boolean {
  const { hostname } = new URL(url);
  // A name without a dot is on the same network, as in compose.yaml.
  return (
    !/[.:]/.test(hostname) ||
    /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))\.[\d.]+$/.test(hostname) ||
    hostname === "[::1]"
  );
}
