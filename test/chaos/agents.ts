import type { Environment } from "../../src/config.ts";
import type { Clock } from "../../src/core/ports.ts";
import type { Agent } from "../agent-platform/agent-api.ts";
import { createAgentStandIn } from "../agent-platform/stand-in.ts";
import { createConversations, type ChaosMessenger } from "./load.ts";

/** More than any program has. */
const MAX_USERS = 12;
const LOOK_EVERY_MS = 10;
const PATIENCE_MS = 2_000;

/** Creates an Agent Platform with an agent for each user of the load, and the settings that lead there. */
export function createChaosAgents(clock: Clock): {
  readonly messenger: ChaosMessenger;
  readonly settings: Environment;
} {
  const users = Object.fromEntries(
    createConversations(MAX_USERS, 0).map(({ from }, n) => [
      `key-number-${n}-${"0".repeat(12)}`,
      from,
    ]),
  );
  const agents = createAgentStandIn({ users, clock });
  const froms = new Map<string, string>();

  /**
   * Resolves once a bot has polled for an agent: what was written before its first poll is not for it,
   * and is left out.
   */
  async function untilPolled({ updates }: Agent): Promise<void> {
    while (updates.polls.length === 0) await Bun.sleep(LOOK_EVERY_MS);
  }

  /** A message is acknowledged by a poll beyond it; a bot that died may never send one. */
  async function untilTaken(sid: string) {
    const { updates } = agents.agentOf(froms.get(sid) ?? "");
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (!updates.isTaken() && performance.now() < giveUpAt) await Bun.sleep(LOOK_EVERY_MS);
    const isTaken = updates.isTaken();
    return { sid, status: isTaken ? 200 : null, body: isTaken ? "EVENT_RECEIVED" : "" };
  }

  return {
    messenger: {
      journal: agents.journal,
      faults: agents.faults,
      sendText: async ({ from, body }) => {
        await untilPolled(agents.agentOf(from));
        const sid = agents.put({ from }, { type: "text", text: { body } });
        froms.set(sid, from);
        return untilTaken(sid);
      },
      // WhatsApp keeps what was not polled.
      repeat: untilTaken,
      pointAt: () => {},
      stop: agents.stop,
    },
    settings: {
      WHATSAPP_AGENT_KEYS: Object.keys(users).join(","),
      WHATSAPP_AGENT_BASE_URL: agents.url,
    },
  };
}
