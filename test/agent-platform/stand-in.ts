import type { Clock } from "../../src/core/ports.ts";
import type { Faults } from "../../src/simulator/twilio/faults.ts";
import type { Incoming } from "../../src/simulator/twilio/incoming.ts";
import { createJournal, type Journal } from "../../src/simulator/twilio/journal.ts";
import { serveRecorded } from "../../src/simulator/twilio/serve-recorded.ts";
import { buildFile, createWamid, type MessageContent } from "../cloud-api/build-messages.ts";
import { createGraphFaults } from "../cloud-api/graph-faults.ts";
import { createGraphMedia, type GraphMedia } from "../cloud-api/media.ts";
import { type Agent, createAgentApi } from "./agent-api.ts";
import { createUpdates } from "./updates.ts";

interface Delivered {
  readonly sid: string;
  readonly isAcknowledged: boolean;
}

type Media = { readonly bytes: Uint8Array; readonly contentType: string };

export interface AgentStandIn {
  readonly url: string;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly media: GraphMedia;
  /** The agent of a user. */
  agentOf(user: string): Agent;
  /** Puts a message of any type where the bot polls, and does not wait for that. */
  put(incoming: Incoming, content: MessageContent, ageMs?: number): string;
  sendText(incoming: Incoming & { readonly body: string }): Promise<Delivered>;
  sendMedia(incoming: Incoming & Media & { readonly body?: string }): Promise<Delivered>;
  /** Delivers the same message again. */
  repeat(sid: string): Promise<Delivered>;
  reportStatus(sid: string, status: "delivered" | "read" | "failed"): Promise<void>;
  /** Resolves when the bot has polled every update. */
  settled(): Promise<void>;
  /** Resolves when the bot polls for every agent. */
  polled(): Promise<void>;
  stop(): Promise<void>;
}

export interface AgentStandInOptions {
  /** The users by the keys of their agents. */
  readonly users: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Called while the bot has to wait for the next minute. */
  whenPaced?(): Promise<void>;
}

/** Creates an Agent Platform on loopback, with one agent for each key. */
export function createAgentStandIn({
  users,
  clock,
  whenPaced = async () => {},
}: AgentStandInOptions): AgentStandIn {
  const journal = createJournal();
  const faults = createGraphFaults(clock);
  const media = createGraphMedia(clock);
  const bodies = new Map<string, { readonly agent: Agent; readonly value: object }>();
  const agents = Object.entries(users).map(([key, user], index): Agent => ({
    key,
    user,
    userId: `user:90${index}12345`,
    isValid: true,
    reportsDelivery: true,
    sends: [],
    updates: createUpdates(`agent:${index}`, clock, whenPaced),
  }));
  const answer = createAgentApi({
    agents,
    journal,
    media,
    faults,
    clock,
    origin: () => api.origin,
    report,
  });
  const api = serveRecorded({ server: "api", port: 0, answer, journal, clock });

  function agentOf(user: string): Agent {
    const agent = agents.find((one) => one.user === user);
    if (agent === undefined) throw new Error(`${user} has no agent`);
    return agent;
  }

  function report(agent: Agent, sid: string, status: string): void {
    const timestamp = String(Math.floor(clock.now() / 1_000));
    const statuses = [{ id: sid, status, timestamp, recipient_id: agent.userId }];
    agent.updates.put(`${status} ${sid}`, { messaging_product: "whatsapp", statuses });
  }

  function put(incoming: Incoming, content: MessageContent, ageMs = 0): string {
    const agent = agentOf(incoming.from);
    const id = createWamid();
    const at = clock.now() - ageMs;
    const { quotedSid: quoted, profileName: name } = incoming;
    const message = {
      from: agent.userId,
      id,
      timestamp: String(Math.floor(at / 1_000)),
      ...content,
      ...(quoted !== undefined && {
        context: { id: quoted.slice(quoted.lastIndexOf(":") + 1), from: "agent:0" },
      }),
    };
    journal.write({
      kind: "inbound",
      message: {
        order: journal.nextOrder(),
        sid: id,
        direction: "inbound",
        from: incoming.from,
        to: agent.key,
        body: content.type === "text" ? content.text.body : "",
        mediaUrls: [],
        createdAt: at,
        status: "received",
        errorCode: null,
        params: {},
      },
    });
    const contacts = name === undefined ? [] : [{ profile: { name } }];
    const value = { messaging_product: "whatsapp", messages: [message], contacts };
    bodies.set(id, { agent, value });
    agent.updates.put(id, value, at);
    return id;
  }

  async function deliver(incoming: Incoming, content: MessageContent): Promise<Delivered> {
    const sid = put(incoming, content);
    await agentOf(incoming.from).updates.taken();
    return { sid, isAcknowledged: true };
  }

  return {
    url: api.origin,
    journal,
    faults,
    media,
    agentOf,
    put,
    sendText: ({ body, ...incoming }) => deliver(incoming, { type: "text", text: { body } }),
    sendMedia: ({ bytes, contentType, body, ...incoming }) => {
      const id = media.put({ bytes, contentType, name: body ?? "" });
      return deliver(incoming, buildFile({ id, bytes, contentType, body }));
    },
    repeat: async (sid) => {
      const body = bodies.get(sid);
      if (body === undefined) throw new Error(`No message ${sid} was delivered`);
      body.agent.updates.read.delete(sid);
      body.agent.updates.put(sid, body.value);
      await body.agent.updates.taken();
      return { sid, isAcknowledged: true };
    },
    reportStatus: async (given, status) => {
      const sid = given.slice(given.lastIndexOf(":") + 1);
      const message = journal.messages.find((sent) => sent.sid === sid);
      if (message === undefined) throw new Error(`No message ${sid} was sent`);
      const agent = agentOf(message.to);
      report(agent, sid, status);
      await agent.updates.taken();
    },
    settled: async () => {
      for (const { updates, isValid } of agents) if (isValid) await updates.taken();
    },
    polled: async () => {
      for (const { updates } of agents) await updates.polled();
    },
    stop: async () => {
      for (const { updates } of agents) updates.stop();
      await api.stop();
    },
  };
}
