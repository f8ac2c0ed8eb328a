import type { FaultName, Place } from "../wire.ts";

export interface Outgoing {
  readonly user: string;
  readonly body: string;
  readonly quotedSid: string | null;
}

/** All of these reject with a sentence for the user if the server refuses or is not running. */
export const actions = {
  sendText: (message: Outgoing) => post("messages", { ...message, place: null }),
  sendPlace: (message: Outgoing, place: Place) => post("messages", { ...message, place }),
  tap: (user: string, sid: string, id: string) => post("tap", { user, sid, id }),
  sendFile: ({ user, body, quotedSid }: Outgoing, file: Blob) => {
    const query = new URLSearchParams({ user, body, ...(quotedSid !== null && { quotedSid }) });
    // Without the parameters of the type, which a message does not have either.
    const [contentType = ""] = file.type.split(";");
    return call(`media?${query.toString()}`, file, contentType || "application/octet-stream");
  },
  markRead: (sid: string) => post("read", { sid }),
  repeat: (sid: string) => post("repeat", { sid }),
  takeModel: (id: string) => post("model", { id }),
  connectModel: (server: { url: string; name: string | null; key: string | null }) =>
    post("server", server),
  setFault: (name: FaultName, isOn: boolean) => post("faults", { name, isOn }),
};

function post(path: string, body: unknown): Promise<void> {
  return call(path, JSON.stringify(body), "application/json");
}

async function call(path: string, body: Blob | string, contentType: string): Promise<void> {
  const response = await fetch(`/simulator/${path}`, {
    method: "POST",
    headers: { "content-type": contentType },
    body,
  }).catch((cause: unknown) => {
    throw new Error("The demo is no longer running.", { cause });
  });
  if (response.ok) return;
  throw new Error(await refusal(response));
}

async function refusal(response: Response): Promise<string> {
  switch (response.status) {
    case 413:
      return "That is larger than the 16 MB that WhatsApp accepts.";
    case 422:
      return (await response.json()).error;
    default:
      return `That did not work (${response.status}).`;
  }
}
