import type { Clock } from "../../core/ports.ts";
import type { JournalWriter, OutboundEntry, StandInMessage } from "./journal.ts";
import { type MessagePrice, toMessageResource } from "./message-resource.ts";
import { notFound, restError } from "./rest-error.ts";
import type { TwimlMessage } from "./read-twiml.ts";
import { renderMessage, type RenderDeps, type RenderedMessage } from "./render-message.ts";
import { createSid } from "./sid.ts";

export interface RestMessagesDeps extends RenderDeps {
  readonly accountSid: string;
  readonly number: string;
  readonly journal: JournalWriter;
  readonly clock: Clock;
  readonly random: () => number;
  /** True if the account may not send free text over REST, as on trial. */
  readonly isTrial: boolean;
  /** True if free text reaches only users who wrote in the last 24 hours, as on WhatsApp. */
  readonly hasWindow: boolean;
  /**
   * Fetches and stores the files to be sent from the bot's addresses; null if one of them cannot be
   * fetched.
   */
  readonly fetchMedia: (
    messageSid: string,
    urls: readonly string[],
  ) => Promise<OutboundEntry["attached"] | null>;
  /** Returns the price of a message, once it is known. */
  readonly priceOf: (message: StandInMessage) => MessagePrice | null;
  /** Begins to report on a new message, or on its failure; awaited before Twilio's response. */
  readonly reportOn: (message: OutboundEntry, failure: number | null) => Promise<void>;
}

/** Twilio's codes for a file that could not be fetched, and for free text outside the window. */
const MEDIA_FAILED = 63019;
const WINDOW_CLOSED = 63016;
const WINDOW_MS = 24 * 60 * 60_000;

const MAX_BODY_LENGTH = 1600;
const ADDRESS = /^whatsapp:(?:\+[1-9]\d{6,14}|[A-Z]{2}\.[0-9A-Za-z._-]{1,128})$/;

/** Creates the Messages resource of Twilio's REST API. */
export function createRestMessages(deps: RestMessagesDeps) {
  const deleted = new Set<string>();

  function existing(sid: string): StandInMessage | null {
    return deleted.has(sid) ? null : deps.journal.find(sid);
  }

  return {
    create: (form: URLSearchParams) => createMessage(form, deps),

    /** Sends the messages of a webhook's response, one after the other. */
    async reply(to: string, answers: readonly TwimlMessage[]): Promise<void> {
      for (const { body, mediaUrls, action } of answers) {
        const common = { to, from: deps.number, buttons: [], statusCallback: action };
        const content = { ...common, body, mediaUrls };
        await send("outbound-reply", content, deps);
      }
    },

    fetch(sid: string): Response {
      const message = existing(sid);
      if (message === null) return notFound();
      return Response.json(toMessageResource(message, deps.accountSid, deps.priceOf(message)));
    },

    list(query: URLSearchParams): Response {
      const { messages, inbound } = deps.journal;
      const all = [...messages, ...inbound].filter(({ sid }) => !deleted.has(sid));
      return listMessages(all, query, deps);
    },

    remove(sid: string): Response {
      if (!existing(sid)) return notFound();
      deleted.add(sid);
      return new Response(null, { status: 204 });
    },
  };
}

async function createMessage(form: URLSearchParams, deps: RestMessagesDeps): Promise<Response> {
  const rendered = renderMessage(form, deps);
  if (rendered instanceof Response) return rendered;
  const refusal = refuseMessage(form, rendered, deps);
  if (refusal) return refusal;
  const content = {
    ...rendered,
    from: form.get("From") ?? "",
    to: form.get("To") ?? "",
    mediaUrls: form.getAll("MediaUrl"),
    statusCallback: form.get("StatusCallback"),
  };
  const isLate = deps.hasWindow && !rendered.isApproved && !isWindowOpen(content.to, deps);
  const resource = await send("outbound-api", content, deps, isLate ? WINDOW_CLOSED : null);
  return Response.json(resource, { status: 201 });
}

function isWindowOpen(user: string, { journal, clock }: RestMessagesDeps): boolean {
  const since = clock.now() - WINDOW_MS;
  return journal.inbound.some(({ from, createdAt }) => from === user && createdAt > since);
}

/** Accepts a message, and begins to report on it; returns it as it was before the first report. */
async function send(
  direction: OutboundEntry["direction"],
  content: Pick<OutboundEntry, "from" | "to" | "body" | "buttons" | "mediaUrls" | "statusCallback">,
  { journal, clock, random, accountSid, fetchMedia, reportOn }: RestMessagesDeps,
  failure: number | null = null,
): Promise<ReturnType<typeof toMessageResource>> {
  const { statusCallback, mediaUrls } = content;
  const order = journal.nextOrder();
  const sid = createSid(mediaUrls.length > 0 ? "MM" : "SM", random);
  const attached = mediaUrls.length === 0 ? [] : await fetchMedia(sid, mediaUrls);
  const message: OutboundEntry = {
    from: content.from,
    to: content.to,
    body: content.body,
    buttons: content.buttons,
    mediaUrls,
    statusCallback,
    order,
    sid,
    attached: attached ?? [],
    direction,
    createdAt: clock.now(),
    status: "queued",
    errorCode: null,
    nonce: URL.parse(statusCallback ?? "")?.searchParams.get("o") ?? null,
  };
  journal.write({ kind: "outbound", message });
  const resource = toMessageResource(message, accountSid);
  await reportOn(message, attached === null ? MEDIA_FAILED : failure);
  return resource;
}

function refuseMessage(
  form: URLSearchParams,
  { body, isTemplate }: RenderedMessage,
  { number, isTrial }: RestMessagesDeps,
): Response | null {
  const statusCallback = form.get("StatusCallback");
  const mediaUrls = form.getAll("MediaUrl");
  if (!form.get("To")) return restError(400, 21604, "A 'To' phone number is required.");
  if (!form.get("From")) return restError(400, 21603, "A 'From' phone number is required.");
  if (body === "" && mediaUrls.length === 0) {
    return restError(400, 21602, "Message body is required.");
  }
  if (body.length > MAX_BODY_LENGTH) {
    return restError(
      400,
      21617,
      `The concatenated message body exceeds the ${MAX_BODY_LENGTH} character limit`,
    );
  }
  if (!ADDRESS.test(form.get("To") ?? "")) {
    return restError(400, 21211, "The 'To' number is not a valid phone number.");
  }
  if (form.get("From") !== number) {
    return restError(400, 63007, "Twilio could not find a Channel with the specified From address");
  }
  if (statusCallback !== null && !isWebAddress(statusCallback)) {
    return restError(400, 21609, "The StatusCallback URL is not a valid URL.");
  }
  if (!mediaUrls.every(isWebAddress)) return restError(400, 21620, "Invalid media URL(s)");
  if (isTrial && !isTemplate) return restError(400, 21654, "ContentSid Required");
  return null;
}

function listMessages(
  messages: readonly StandInMessage[],
  query: URLSearchParams,
  { accountSid, priceOf }: Pick<RestMessagesDeps, "accountSid" | "priceOf">,
): Response {
  const [to, from] = [query.get("To"), query.get("From")];
  const size = Math.min(Number(query.get("PageSize") ?? 50), 1000);
  const page = Number(query.get("Page") ?? 0);
  // Twilio writes the relation into the parameter's name, and means "or equal" by it.
  const [after, before] = [readDate(query.get("DateSent>")), readDate(query.get("DateSent<"))];
  const matching = messages
    .filter(
      (message) => (to === null || message.to === to) && (from === null || message.from === from),
    )
    .filter(({ createdAt, status }) => {
      if (after === null && before === null) return true;
      const sentAt = Math.floor(createdAt / 1000) * 1000;
      // A queued message has no such date yet.
      return status !== "queued" && sentAt >= (after ?? 0) && sentAt <= (before ?? Infinity);
    })
    .sort((a, b) => b.order - a.order);
  const rows = matching.slice(page * size, (page + 1) * size);

  function pageUri(index: number): string {
    const next = new URLSearchParams(query);
    next.set("PageSize", String(size));
    next.set("Page", String(index));
    return `/2010-04-01/Accounts/${accountSid}/Messages.json?${next.toString()}`;
  }

  return Response.json({
    messages: rows.map((message) => toMessageResource(message, accountSid, priceOf(message))),
    uri: pageUri(page),
    first_page_uri: pageUri(0),
    next_page_uri: matching.length > (page + 1) * size ? pageUri(page + 1) : null,
    previous_page_uri: page > 0 ? pageUri(page - 1) : null,
    page,
    page_size: size,
    start: page * size,
    end: page * size + Math.max(rows.length - 1, 0),
  });
}

function readDate(text: string | null): number | null {
  return text === null ? null : Date.parse(text);
}

function isWebAddress(text: string): boolean {
  const protocol = URL.parse(text)?.protocol;
  return protocol === "http:" || protocol === "https:";
}
