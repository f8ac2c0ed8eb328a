import { Elysia } from "elysia";
import type { AdminStore } from "../../store/admin-store.ts";
import type { ChannelState } from "../wire.ts";

/** The facts about a channel that are known without asking its messenger. */
export interface OpenChannel {
  readonly name: string;
  /** Our own address, verbatim as messages to us name it. */
  readonly address: string;
  readonly webhooks: ChannelState["webhooks"];
  /** The steps to take at the messenger, for its owner. */
  readonly setup: string;
  /** The sentence that tells a user where to write. */
  readonly invitation: string;
}

export interface ChannelDeps {
  channels(): Promise<readonly OpenChannel[]>;
  circuits(): Readonly<Record<string, string>>;
  store(): Promise<Pick<AdminStore, "lastTraffic">>;
}

/** The channels: whether they work, and what is still to be set up. */
export function channelRoutes(deps: ChannelDeps) {
  return new Elysia({ name: "admin-channels" }).get(
    "/admin/api/channels",
    () => readChannels(deps),
    { detail: { tags: ["Admin: channels"], summary: "The channels, and what is left to set up" } },
  );
}

/** Reads the state of every channel, for the page and for the command line. */
export async function readChannels(deps: ChannelDeps): Promise<readonly ChannelState[]> {
  return Promise.all((await deps.channels()).map((channel) => describe(channel, deps)));
}

async function describe(channel: OpenChannel, deps: ChannelDeps): Promise<ChannelState> {
  const { name, address, webhooks, setup, invitation } = channel;
  const { receivedAt, sentAt } = await (await deps.store()).lastTraffic(address);
  return {
    name,
    address,
    circuit: circuitOf(deps.circuits()[name]),
    lastReceivedAt: receivedAt,
    lastSentAt: sentAt,
    webhooks,
    steps: [
      // Only a message proves that the messenger calls us.
      { text: setup, isDone: receivedAt === null ? null : true },
      { text: invitation, isDone: receivedAt !== null },
      { text: "The bot answers.", isDone: sentAt !== null },
    ],
  };
}

function circuitOf(state = "closed"): ChannelState["circuit"] {
  if (state === "probing") return "half-open";
  return state === "open" ? "open" : "closed";
}
