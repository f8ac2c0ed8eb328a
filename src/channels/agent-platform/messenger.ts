import { PACED, PermanentError, SendUncertain, TransientError } from "../../core/errors.ts";
import type { Messenger, OutboundPart, OutgoingFiles } from "../../core/ports.ts";
import { fieldsOf, listOf } from "../whatsapp-json/read-json.ts";
import { createUploads, type Uploads } from "../whatsapp-json/upload.ts";
import { writeBody } from "../whatsapp-json/write-body.ts";
import { type AgentDeps, callAgent } from "./call-agent.ts";
import { ownId } from "./own-id.ts";
import { showRead } from "./poller.ts";

export interface AgentMessenger extends Messenger {
  /** Resolves when no send is under way. */
  sendsEnded(): Promise<void>;
}

export interface AgentMessengerDeps extends AgentDeps {
  readonly address: string;
}

type Deps = AgentMessengerDeps & { readonly uploads: Uploads };

const SEND_DEADLINE_MS = 10_000;
/** The pause before a send that would begin while another is under way, whose order would be lost. */
const BUSY_MS = 1_000;
const FIRST_BACKOFF_MS = 5_000;
const LONGEST_BACKOFF_MS = 20_000;

/** Creates the messenger of one agent: it has one user, and sends one message at a time. */
export function createAgentMessenger(given: AgentMessengerDeps): AgentMessenger {
  const uploads = createUploads({
    clock: given.clock,
    post: (form, deadlineMs) =>
      callAgent({ method: "POST", path: "media", form, deadlineMs }, given),
  });
  const deps = { ...given, uploads };
  let underWay: Promise<unknown> | null = null;
  let refusals = 0;

  async function sendPaced(
    part: OutboundPart,
    files: Pick<OutgoingFiles, "read"> | undefined,
  ): Promise<{ sid: string }> {
    try {
      const sent = await send(part, files, deps);
      refusals = 0;
      return sent;
    } catch (error) {
      if (!(error instanceof TransientError) || error.code !== "130429") throw error;
      // The platform does not say how long to wait.
      const retryAfterMs = Math.min(FIRST_BACKOFF_MS * 2 ** refusals, LONGEST_BACKOFF_MS);
      refusals += 1;
      const { message, code } = error;
      throw new TransientError(message, { cause: error, code, reason: "user-rate", retryAfterMs });
    }
  }

  return {
    send: async (part, files) => {
      if (underWay !== null) {
        throw new TransientError("another message of this agent is being sent", {
          code: PACED,
          reason: "user-rate",
          retryAfterMs: BUSY_MS,
        });
      }
      const sending = sendPaced(part, files);
      underWay = sending.catch(() => {});
      return sending.finally(() => {
        underWay = null;
      });
    },
    // Its reports, which name the message and nothing of ours, tell what was sent.
    listSentTo: async () => null,
    showTyping: (inboundSid) => showRead(inboundSid, { typing_indicator: { type: "text" } }, deps),
    sendsEnded: async () => {
      await underWay;
    },
  };
}

async function send(
  { content, to }: OutboundPart,
  files: Pick<OutgoingFiles, "read"> | undefined,
  deps: Deps,
): Promise<{ sid: string }> {
  const { address, uploads } = deps;
  const user = to.slice(address.length + 1);
  const mediaId = content.kind === "media" ? await uploads.idOf(content.file, files) : null;
  const json = {
    messaging_product: "whatsapp",
    to: user,
    ...withoutVoice(writeBody(content, { mediaId, template: null })),
  };
  try {
    const call = { method: "POST", path: "messages", json, deadlineMs: SEND_DEADLINE_MS } as const;
    const { id } = fieldsOf(listOf((await callAgent(call, deps))["messages"])[0]);
    if (typeof id === "string" && id !== "") return { sid: ownId(address, id) };
  } catch (error) {
    // The file may be what WhatsApp refuses: another attempt uploads it again.
    if (error instanceof PermanentError && content.kind === "media") uploads.forget(content.file);
    throw error;
  }
  throw new SendUncertain("WhatsApp's answer names no message");
}

/** The platform has no voice notes: a recording is a file. */
function withoutVoice(body: object): object {
  const { id } = fieldsOf(fieldsOf(body)["audio"]);
  return id === undefined ? body : { ...body, audio: { id } };
}
