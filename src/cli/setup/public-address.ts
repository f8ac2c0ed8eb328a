import { isCancel, select, spinner } from "@clack/prompts";
import type { Environment } from "../../config.ts";
import { settings } from "../../config/settings.ts";
import { harmless } from "../write-out.ts";
import { askFor } from "./ask.ts";
import { findTunnels, startTunnel, type Tunnel } from "./tunnel.ts";
import { speak, spinnerEnd } from "./speak.ts";

export interface PublicAddress {
  /** Empty if it is not known yet. */
  readonly url: string;
  /** The tunnel behind it, if setup started one. */
  readonly tunnel: Tunnel | null;
}

const TYPED = "typed";
const UNKNOWN = "unknown";

/**
 * Asks for the address at which the messenger reaches `port`, and starts a tunnel on request. Null
 * if the user leaves.
 */
export async function askPublicAddress(
  env: Environment,
  port: number,
): Promise<PublicAddress | null> {
  const before = env["PUBLIC_URL"];
  const tunnels = findTunnels();
  for (;;) {
    const choice = await select({
      message: "How does the messenger reach this machine?",
      options: [
        { value: TYPED, label: "At an address that I enter", hint: before ?? "your own domain" },
        ...tunnels.map(({ name, isTemporary }) => ({
          value: name,
          label: `Start ${name} now`,
          hint: isTemporary ? "a new address at each start" : "a permanent address",
        })),
        {
          value: UNKNOWN,
          label: `Not known yet${tunnels.length === 0 ? " (cloudflared, ngrok or tailscale can help)" : ""}`,
        },
      ],
      initialValue: before ? TYPED : (tunnels[0]?.name ?? TYPED),
    });
    if (isCancel(choice)) return null;
    if (choice === UNKNOWN) return { url: "", tunnel: null };
    if (choice === TYPED) {
      const url = await askFor(settings.publicUrl, "Its address", { before });
      return url === null ? null : { url: url.replace(/\/$/, ""), tunnel: null };
    }
    const program = tunnels.find(({ name }) => name === choice);
    if (program === undefined) continue;
    const starting = spinner();
    starting.start(`Starting ${program.name}`);
    const started = await startTunnel(program, port);
    if ("url" in started) {
      starting.stop(spinnerEnd(`${program.name} leads from ${started.url} to port ${port}`));
      return { url: started.url, tunnel: started };
    }
    starting.stop(`${program.name} reported no address`);
    if (started.failure !== "") speak.warn(harmless(started.failure));
  }
}
