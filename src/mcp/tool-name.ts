const MAX_LENGTH = 64;
const HASH_LENGTH = 8;

/**
 * Returns the name under which a model sees a server's tool: `server__tool` if that leads back to
 * one server and tool only, otherwise a readable beginning and a hash of both names.
 */
export function toolName(server: string, tool: string): string {
  const name = `${server}__${tool}`;
  // The first "__" of the name must be the one between the two.
  const isPlain = /^(?!.*__)[\w-]*[A-Za-z0-9-]$/.test(server) && /^[\w-]+$/.test(tool);
  if (isPlain && name.length <= MAX_LENGTH) return name;
  const hash = new Bun.CryptoHasher("sha256").update(JSON.stringify([server, tool])).digest("hex");
  const beginning = name.replaceAll(/[^\w-]/g, "_").slice(0, MAX_LENGTH - HASH_LENGTH - 1);
  return `${beginning}_${hash.slice(0, HASH_LENGTH)}`;
}
