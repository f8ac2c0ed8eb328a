import { notFound, restError } from "./rest-error.ts";
import { parseJson } from "../../core/json.ts";

/** The facts that Twilio's API states about an account. */
export interface AccountFacts {
  readonly name: string;
  readonly type: "Trial" | "Full";
  readonly status: "active" | "suspended" | "closed";
  /** Returns its WhatsApp numbers, and the webhook of each. */
  readonly senders: () => readonly {
    readonly address: string;
    readonly status: string;
    readonly webhookUrl: string | null;
  }[];
}

/**
 * Creates the Account resource and the list of its WhatsApp senders, in the form of Twilio's REST
 * API.
 */
export function createRestAccount(accountSid: string, facts: AccountFacts) {
  /** The webhook settings that were written over the API, by the sender's sid. */
  const told = new Map<string, Readonly<Record<string, unknown>>>();
  const sidOf = (index: number) => `XE${String(index).padStart(32, "0")}`;

  return {
    fetch(): Response {
      const created = "Sun, 01 Mar 2026 08:00:00 +0000";
      return Response.json({
        auth_token: "********************************",
        date_created: created,
        date_updated: created,
        friendly_name: facts.name,
        owner_account_sid: accountSid,
        sid: accountSid,
        status: facts.status,
        subresource_uris: { messages: `/2010-04-01/Accounts/${accountSid}/Messages.json` },
        type: facts.type,
        uri: `/2010-04-01/Accounts/${accountSid}.json`,
      });
    },

    senders(): Response {
      const url = "https://messaging.twilio.com/v2/Channels/Senders";
      const senders = facts.senders().map(({ address, status, webhookUrl }, index) => {
        const sid = sidOf(index);
        return {
          sid,
          sender_id: address,
          status,
          webhook: told.get(sid) ?? (webhookUrl === null ? null : webhookOf(webhookUrl)),
          profile: { name: facts.name },
          properties: { quality_rating: "HIGH", messaging_limit: "1K Customers/24hr" },
          offline_reasons: null,
          url: `${url}/${sid}`,
        };
      });
      return Response.json({
        senders,
        meta: {
          page: 0,
          page_size: 50,
          first_page_url: `${url}?Channel=whatsapp&PageSize=50&Page=0`,
          previous_page_url: null,
          next_page_url: null,
          url: `${url}?Channel=whatsapp&PageSize=50&Page=0`,
          key: "senders",
        },
      });
    },

    /** Accepts JSON, as Twilio does, and responds before the change is complete. */
    updateSender(sid: string, body: string): Response {
      const index = facts.senders().findIndex((_, at) => sidOf(at) === sid);
      const sender = facts.senders()[index];
      if (sender === undefined) return notFound();
      const { webhook } = Object(parseJson(body));
      if (typeof webhook !== "object" || webhook === null) {
        return restError(400, 20001, "Invalid request body");
      }
      told.set(sid, {
        ...(sender.webhookUrl !== null && webhookOf(sender.webhookUrl)),
        ...webhook,
      });
      return Response.json(
        { sid, sender_id: sender.address, status: "ONLINE:UPDATING", webhook: told.get(sid) },
        { status: 202 },
      );
    },
  };
}

function webhookOf(url: string) {
  return {
    callback_url: url,
    callback_method: "POST",
    fallback_url: null,
    fallback_method: "POST",
    status_callback_url: null,
    status_callback_method: "POST",
  };
}
