import type { Config } from "../config.ts";
import { onFirstCall } from "../core/load-once.ts";
import type { Receive, ReceiveDeps } from "../inbox/receive-message.ts";

/** Creates the function that receives messages, which a start does not need yet. */
export function wireReceiver(config: Config, parts: Omit<ReceiveDeps, "isCommand">): Receive {
  return onFirstCall(async () => {
    const [{ createReceiver }, { mayBeCommand }, { enabledCommands }] = await Promise.all([
      import("../inbox/receive-message.ts"),
      import("../answer/commands/find-command.ts"),
      import("../answer/commands/registry.ts"),
    ]);
    return createReceiver({ ...parts, isCommand: mayBeCommand(enabledCommands(config)) });
  });
}
