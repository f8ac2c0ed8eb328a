import { agentAddressOf } from "../../core/agent-address.ts";
import { fault, type Finding, ok } from "../../core/finding.ts";
import { systemClock } from "../../core/system-clock.ts";
import { isFailedCall } from "../../core/errors.ts";
import { describeAnswer } from "../failed-call.ts";
import { askAgent } from "./call-agent.ts";

/** The refusal of a message id that is not the agent's: the key was accepted before. */
const FOREIGN_MESSAGE = 131_009;
const DEADLINE_MS = 10_000;

/**
 * Checks a key with a read receipt for a message that does not exist, which changes nothing and,
 * unlike a poll, does not end that of a running server.
 */
export async function checkKey(key: string, baseUrl: string | null): Promise<Finding> {
  const address = agentAddressOf(key);
  const json = { messaging_product: "whatsapp", status: "read", message_id: "wamid.AA==" };
  try {
    const call = { method: "POST", path: "statuses", json, deadlineMs: DEADLINE_MS } as const;
    const { status, code } = await askAgent(call, { key, baseUrl, clock: systemClock });
    if (code === FOREIGN_MESSAGE || status === 200)
      return ok(`WhatsApp accepts the key of ${address}`);
    if (status === 401 || code === 100 || code === 190) {
      return fault(
        `WhatsApp refuses the key of ${address} (${code ?? status})`,
        "copy the key from the agent's Chat info in WhatsApp: it changes when it is rotated and when WhatsApp is installed again",
      );
    }
    return fault(describeAnswer("WhatsApp", { status, code }), "try again in a minute");
  } catch (error) {
    if (!isFailedCall(error)) throw error;
    return fault(error.message, "check the network of this machine");
  }
}
