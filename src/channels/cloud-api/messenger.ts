import { PermanentError, SendUncertain, TransientError } from "../../core/errors.ts";
import type { Messenger, OutboundPart, OutgoingFiles } from "../../core/ports.ts";
import { bareAddress } from "../../core/user-address.ts";
import { fieldsOf, listOf } from "../whatsapp-json/read-json.ts";
import { createUploads, type Uploads } from "../whatsapp-json/upload.ts";
import { type TemplateName, writeBody } from "../whatsapp-json/write-body.ts";
import { callGraph, type GraphDeps } from "./call-graph.ts";
import { createUserPace, type UserPace } from "./user-pace.ts";

export interface CloudApiMessengerDeps extends GraphDeps {
  readonly phoneNumberId: string;
  /** The approved template whose variable 1 is a reminder; null if there is none. */
  readonly template: TemplateName | null;
}

type Deps = CloudApiMessengerDeps & { readonly uploads: Uploads; readonly pace: UserPace };

const SEND_DEADLINE_MS = 10_000;
const TYPING_DEADLINE_MS = 5_000;

/** Creates the messenger for WhatsApp through Meta's Cloud API. */
export function createCloudApiMessenger(given: CloudApiMessengerDeps): Messenger {
  const path = `${given.phoneNumberId}/media`;
  const uploads = createUploads({
    clock: given.clock,
    post: (form, deadlineMs) => callGraph({ method: "POST", path, form, deadlineMs }, given),
  });
  const deps = { ...given, uploads, pace: createUserPace(given.clock) };
  return {
    send: (part, files) => send(part, files, deps),
    // Its statuses carry our nonce: they tell what was sent.
    listSentTo: async () => null,
    showTyping: (inboundSid) => showTyping(inboundSid, deps),
  };
}

async function send(
  part: OutboundPart,
  files: Pick<OutgoingFiles, "read"> | undefined,
  deps: Deps,
): Promise<{ sid: string }> {
  const { content, to, nonce } = part;
  deps.pace.check(to);
  const mediaId = content.kind === "media" ? await deps.uploads.idOf(content.file, files) : null;
  const json = {
    messaging_product: "whatsapp",
    recipient_type: "individual",
    ...recipientOf(to),
    biz_opaque_callback_data: nonce,
    ...writeBody(content, { mediaId, template: deps.template }),
  };
  try {
    const answer = await callGraph(
      { method: "POST", path: messagesPath(deps), json, deadlineMs: SEND_DEADLINE_MS },
      deps,
    );
    deps.pace.accepted(to);
    const { id } = fieldsOf(listOf(answer["messages"])[0]);
    if (typeof id === "string" && id !== "") return { sid: id };
  } catch (error) {
    if (error instanceof TransientError && error.reason === "user-rate") {
      throw deps.pace.slowDown(to);
    }
    // The file may be what WhatsApp refuses: another attempt uploads it again.
    if (error instanceof PermanentError && content.kind === "media") {
      deps.uploads.forget(content.file);
    }
    throw error;
  }
  throw new SendUncertain("Meta's answer names no message");
}

async function showTyping(inboundSid: string, deps: Deps): Promise<void> {
  const json = {
    messaging_product: "whatsapp",
    status: "read",
    message_id: inboundSid,
    typing_indicator: { type: "text" },
  };
  await callGraph(
    { method: "POST", path: messagesPath(deps), json, deadlineMs: TYPING_DEADLINE_MS },
    deps,
  );
}

/** A number is written without its plus; an id, of a user who hides the number, as it came. */
function recipientOf(to: string): { readonly to: string } | { readonly recipient: string } {
  const bare = bareAddress(to);
  return bare.startsWith("+") ? { to: bare.slice(1) } : { recipient: bare };
}

function messagesPath({ phoneNumberId }: Deps): string {
  return `${phoneNumberId}/messages`;
}
