import { systemClock } from "../../core/system-clock.ts";
import { startCompanion } from "./companion.ts";

const ADDRESS_TIMEOUT_MS = 30_000;

/** A program that makes a port of this machine reachable from the internet. */
export interface TunnelProgram {
  readonly name: string;
  readonly command: (port: number) => readonly string[];
  /** Captures the public address in its output. */
  readonly address: RegExp;
  /** True if the next start has another address. */
  readonly isTemporary: boolean;
}

export interface Tunnel {
  readonly url: string;
  readonly program: TunnelProgram;
  stop(): Promise<void>;
}

export const TUNNEL_PROGRAMS: readonly TunnelProgram[] = [
  {
    name: "cloudflared",
    command: (port) => ["tunnel", "--no-autoupdate", "--url", `http://localhost:${port}`],
    // Its errors contain the API's address in the same domain.
    address: /https:\/\/(?!api\.)[a-z0-9-]+\.trycloudflare\.com/,
    isTemporary: true,
  },
  {
    name: "ngrok",
    command: (port) => ["http", String(port), "--log", "stdout", "--log-format", "json"],
    address: /(?<="url":")https:\/\/[^"\s]+(?=")/,
    isTemporary: true,
  },
  {
    name: "tailscale",
    command: (port) => ["funnel", String(port)],
    address: /https:\/\/[\w.-]+\.ts\.net/,
    isTemporary: false,
  },
];

/** Returns the tunnel programs that are installed here. */
export function findTunnels(): readonly TunnelProgram[] {
  return TUNNEL_PROGRAMS.filter(({ name }) => Bun.which(name) !== null);
}

/**
 * Starts a tunnel to `port` and reads its address. Returns its last lines of output if there is
 * none.
 */
export async function startTunnel(
  program: TunnelProgram,
  port: number,
): Promise<Tunnel | { readonly failure: string }> {
  const { promise: found, resolve } = Promise.withResolvers<string | null>();
  const companion = startCompanion([program.name, ...program.command(port)], (printed) => {
    const url = program.address.exec(printed)?.[0];
    if (url !== undefined) resolve(url);
  });
  void companion.ended.finally(() => resolve(null));
  const cancel = systemClock.after(ADDRESS_TIMEOUT_MS, () => resolve(null));
  const url = await found;
  cancel();
  if (url !== null) return { url, program, stop: companion.stop };
  await companion.stop();
  return { failure: companion.lastLines() };
}
