import type { fileQuery, messageBody, tapBody } from "./requests.ts";
import type { TwilioStandIn } from "./twilio-stand-in.ts";
import type { Incoming } from "./twilio/incoming.ts";
import type { User } from "./wire.ts";

export interface Phones {
  /**
   * Each of these starts an action and returns at once; false if there is no such user or message.
   */
  send(message: typeof messageBody.static): boolean;
  /** Taps a button below a message of the bot. */
  tap(tapped: typeof tapBody.static): boolean;
  sendFile(about: typeof fileQuery.static, file: Request): Promise<boolean>;
  /** Reports that the user read a message of the bot. */
  read(sid: string): boolean;
  /** Delivers a user's message to the bot a second time. */
  repeat(sid: string): boolean;
}

/** Translates the actions of users on their phones into Twilio's calls. */
export function createPhones(deps: {
  readonly twilio: TwilioStandIn;
  readonly people: readonly User[];
}): Phones {
  const { twilio, people } = deps;

  function sender(address: string, quotedSid: string | null | undefined): Incoming | null {
    const user = people.find((known) => known.address === address);
    if (!user) return null;
    return { from: address, profileName: user.name, ...(quotedSid && { quotedSid }) };
  }

  return {
    send({ user, body, quotedSid, place }) {
      const from = sender(user, quotedSid);
      if (!from) return false;
      void (place
        ? twilio.sendLocation({ ...from, ...place })
        : twilio.sendText({ ...from, body }));
      return true;
    },

    tap({ user, sid, id }) {
      const from = sender(user, sid);
      const message = twilio.journal.messages.find((one) => one.sid === sid && one.to === user);
      const button = message?.buttons.find((one) => one.id === id);
      if (!from || !button) return false;
      void twilio.pressButton({ ...from, text: button.title, payload: id });
      return true;
    },

    async sendFile({ user, body, quotedSid }, file) {
      const from = sender(user, quotedSid);
      if (!from) return false;
      const contentType = file.headers.get("content-type") || "application/octet-stream";
      const bytes = new Uint8Array(await file.arrayBuffer());
      void twilio.sendMedia({ ...from, body, contentType, bytes });
      return true;
    },

    read(sid) {
      const message = twilio.journal.messages.find((sent) => sent.sid === sid);
      if (!message) return false;
      // Two pages may show the same chat.
      if (message.status !== "read") void twilio.reportStatus(sid, "read");
      return true;
    },

    repeat(sid) {
      if (!twilio.journal.inbound.some((message) => message.sid === sid)) return false;
      void twilio.repeat(sid);
      return true;
    },
  };
}
