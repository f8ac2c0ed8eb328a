import type { Polled, Poller } from "../../core/poller.ts";
import { asReadError } from "../failed-call.ts";
import { SendUncertain, TransientError } from "../../core/errors.ts";
import { type AgentDeps, askAgent, LATE } from "./call-agent.ts";
import { REPLACED } from "./error-codes.ts";
import { bareId } from "./own-id.ts";
import { readNextOffset, readUpdates } from "./read-updates.ts";
import { translateAnswer } from "./translate-error.ts";

export interface AgentPollerDeps extends AgentDeps {
  readonly address: string;
  /** Resolves when no send is under way, whose answer would name the message of a report. */
  sendsEnded(): Promise<void>;
}

/**
 * The last ones are spread: with none left, a message would wait for most of a minute. An answer
 * takes two polls or three, for the message and for the reports.
 */
const POLLS = { perMinute: 15, atOnce: 5 };
export const STATUSES = { perMinute: 12 };
const WAIT_SECONDS = 25;
/** Longer than the platform waits. */
const POLL_DEADLINE_MS = 40_000;
const STATUS_DEADLINE_MS = 5_000;
const MAX_UPDATES = 100;

/** Creates the poller of one agent. */
export function createAgentPoller(deps: AgentPollerDeps): Poller {
  const { address } = deps;
  return {
    address,
    rates: { polls: POLLS, statuses: STATUSES },
    poll: (offset, signal) => poll(offset, signal, deps),
    markRead: async (messageId) => {
      await showRead(messageId, {}, deps);
    },
  };
}

/** Marks a message as read, and shows that an answer is being written if `more` says so. */
export async function showRead(messageId: string, more: object, deps: AgentDeps): Promise<void> {
  const json = {
    messaging_product: "whatsapp",
    status: "read",
    message_id: bareId(messageId),
    ...more,
  };
  const call = { method: "POST", path: "statuses", json, deadlineMs: STATUS_DEADLINE_MS } as const;
  const answer = await askAgent(call, deps);
  if (answer.status >= 300) throw translateAnswer(answer);
}

async function poll(
  offset: string | null,
  signal: AbortSignal,
  deps: AgentPollerDeps,
): Promise<Polled> {
  const query = new URLSearchParams({
    ...(offset !== null && { offset }),
    limit: String(MAX_UPDATES),
    timeout: String(WAIT_SECONDS),
  });
  const path = `updates?${query.toString()}`;
  const call = { method: "GET", path, deadlineMs: POLL_DEADLINE_MS, signal } as const;
  const answer = await askAgent(call, deps).catch((error: unknown) => {
    if (error instanceof SendUncertain && error.code === LATE) return null;
    throw asReadError(error);
  });
  if (answer === null) return { kind: "late" };
  const { status, code, text } = answer;
  if (status === 204) return { kind: "events", events: [], nextOffset: null };
  if (status === 409 || code === REPLACED) return { kind: "replaced" };
  if (status === 401 || (status === 400 && (code === 100 || code === 190))) {
    return { kind: "refused", code: String(code ?? status) };
  }
  if (status !== 200) throw asReadError(translateAnswer(answer));
  const events = readUpdates(text, deps.address);
  // The place must not move beyond messages that were not read.
  if (events === null) throw new TransientError("WhatsApp's answer to a poll is not a JSON object");
  // A report may come before the answer to its send, which names the message.
  if (events.some(({ kind }) => kind === "status")) await deps.sendsEnded();
  return { kind: "events", events, nextOffset: readNextOffset(text) };
}
