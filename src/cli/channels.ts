import { readChannels } from "../admin/routes/channels.ts";
import type { ChannelState } from "../admin/wire.ts";
import { describeChannels } from "../app/describe-channels.ts";
import { bareAddress } from "../core/user-address.ts";
import { formatTime } from "./format-figures.ts";
import { readHealth } from "./healthcheck.ts";
import { readLiveSettings } from "./live-config.ts";
import { openOwnChannels } from "./own-channels.ts";
import { hanging } from "./terminal-width.ts";
import { withAdminStore } from "./with-admin-store.ts";
import { harmless, say, sayJson, styled } from "./write-out.ts";
import type { Json } from "./define-command.ts";

/** A channel as the owner's page shows it; its circuit is null if no server runs on this machine. */
type Shown = Omit<ChannelState, "circuit"> & { readonly circuit: ChannelState["circuit"] | null };

/** Shows the enabled channels: whether they work, and what is left to set up. */
export async function showChannels({ json }: Json): Promise<void> {
  const health = await readHealth();
  const found = await withAdminStore(async (admin) => {
    const { config } = await readLiveSettings(admin);
    const { described } = await describeChannels(config, await openOwnChannels(config));
    return readChannels({
      channels: described,
      circuits: () => health?.circuits ?? {},
      store: async () => admin,
    });
  });
  const channels = found.map((one) => withCircuit(one, health !== null));
  if (json) return sayJson(channels);
  channels.forEach((channel, index) => {
    if (index > 0) say();
    sayChannel(channel);
  });
}

const withCircuit = (channel: ChannelState, isKnown: boolean): Shown =>
  isKnown ? channel : { ...channel, circuit: null };

const CIRCUITS: Readonly<Record<ChannelState["circuit"], () => string>> = {
  closed: () => styled("green", "works"),
  "half-open": () => styled("yellow", "tries again"),
  open: () => styled("red", "pauses after failures"),
};

function sayChannel(channel: Shown): void {
  const { name, address, circuit, lastReceivedAt, lastSentAt, webhooks, steps } = channel;
  const state = circuit === null ? styled("dim", "no server runs here") : CIRCUITS[circuit]();
  say(`${styled("bold", name)}  ${harmless(bareAddress(address))}  ${state}`);
  const time = (at: number | null) => (at === null ? "none yet" : formatTime(at));
  say(`  ${styled("dim", "last received")}  ${time(lastReceivedAt)}`);
  say(`  ${styled("dim", "last sent    ")}  ${time(lastSentAt)}`);
  for (const { what, url } of webhooks) {
    say(hanging("  ", styled("dim", `${what}:`)));
    say(`    ${url}`);
  }
  for (const { text, isDone } of steps) {
    const mark = isDone === null ? styled("dim", "?") : isDone ? styled("green", "✓") : "○";
    const [first = "", ...rest] = text.split("\n");
    say(hanging(`  ${mark} `, first));
    for (const line of rest) say(hanging("    ", line));
  }
}
