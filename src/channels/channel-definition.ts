import type { Setting } from "../config/setting.ts";
import type { Clock, Logger } from "../core/ports.ts";
import type { ChannelOperator } from "./channel-operator.ts";
import type { Channel } from "./channel.ts";

/** A channel in the list of channels; each half of its code is only loaded where it is used. */
export interface ChannelDefinition {
  readonly settings: Readonly<Record<string, Setting>>;
  /** The path at which its messages arrive, for the operator; null if they are polled. */
  readonly webhookPath: string | null;
  /** Loads the function that opens the channel, or one for each of our addresses. */
  open(): Promise<(settings: never, deps: ChannelDeps) => Channel | readonly Channel[]>;
  /** Loads the channel's commands for the operator. */
  operator(): Promise<ChannelOperator<never>>;
}

export interface ChannelDeps {
  readonly clock: Clock;
  readonly log: Logger;
}
