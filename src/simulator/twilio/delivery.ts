import { randomUUID } from "node:crypto";
import { completeParams, type ParamOverrides } from "./inbound-params.ts";
import {
  buttonParams,
  commonParams,
  type Incoming,
  type IncomingButton,
  type IncomingLocation,
  type IncomingMedia,
  type IncomingText,
  locationParams,
} from "./incoming.ts";
import type { createRestMedia } from "./rest-media.ts";
import { createSid } from "./sid.ts";
import {
  buildSignedRequest,
  type Posted,
  postAndRecord,
  type SignedPostDeps,
  type SignedRequest,
} from "./signed-post.ts";

interface Delivered extends Posted {
  readonly sid: string;
}

/** The phone's side: every message becomes one signed webhook. */
export interface Delivery {
  /** Any parameters over the ordinary ones; undefined leaves one out. */
  deliver(overrides: ParamOverrides): Promise<Delivered>;
  sendText(incoming: IncomingText): Promise<Delivered>;
  sendMedia(incoming: IncomingMedia): Promise<Delivered>;
  sendContact(incoming: Incoming & { readonly vcard: string }): Promise<Delivered>;
  sendLocation(incoming: IncomingLocation): Promise<Delivered>;
  pressButton(incoming: IncomingButton): Promise<Delivered>;
  /** Posts the same request again, as Twilio does after a failed connection. */
  repeat(sid: string): Promise<Delivered>;
  /**
   * Returns the request that `deliver` would post, without posting or journalling it: for a test to
   * tamper with.
   */
  requestFor(overrides: ParamOverrides): Request;
}

export interface DeliveryDeps extends SignedPostDeps {
  readonly accountSid: string;
  readonly number: string;
  readonly media: ReturnType<typeof createRestMedia>;
  readonly random: () => number;
  /** Returns the inbound webhook's URL that Twilio knows. */
  readonly webhookUrl: () => string;
  readonly apiOrigin: () => string;
  /** Executes the bot's response to a message of this user. */
  readonly obey: (posted: Posted, user: string) => Promise<void>;
}

/** Creates the phone's side of the stand-in. */
export function createDelivery(deps: DeliveryDeps): Delivery {
  const delivered = new Map<string, () => SignedRequest>();

  function paramsFor(overrides: ParamOverrides): Record<string, string> {
    const newSid = (prefix: "SM" | "MM") => createSid(prefix, deps.random);
    return completeParams(overrides, { ...deps, newSid });
  }

  function prepare(params: Readonly<Record<string, string>>): () => SignedRequest {
    const headers = { "i-twilio-idempotency-token": randomUUID() };
    return () => buildSignedRequest(deps.webhookUrl(), params, headers, deps);
  }

  async function deliver(overrides: ParamOverrides): Promise<Delivered> {
    const params = paramsFor(overrides);
    const sid = params["MessageSid"] ?? "";
    const request = prepare(params);
    delivered.set(sid, request);
    recordInbound(sid, params, deps);
    return post(sid, request());
  }

  async function post(sid: string, request: SignedRequest): Promise<Delivered> {
    const answer = await postAndRecord(request, "message", sid, deps);
    await deps.obey(answer, request.params["From"] ?? "");
    return { sid, ...answer };
  }

  function common(incoming: Incoming): ParamOverrides {
    return commonParams(incoming, (sid) => deps.journal.find(sid)?.from);
  }

  function sendMedia(incoming: IncomingMedia): Promise<Delivered> {
    const sid = createSid("MM", deps.random);
    const attachments = [incoming, ...(incoming.also ?? [])].flatMap((media, index) => [
      [`MediaUrl${index}`, deps.apiOrigin() + deps.media.put(sid, media)],
      [`MediaContentType${index}`, media.contentType],
    ]);
    return deliver({
      ...common(incoming),
      Body: incoming.body ?? "",
      MessageSid: sid,
      ...Object.fromEntries(attachments),
    });
  }

  return {
    deliver,
    sendText: (incoming) => deliver({ ...common(incoming), Body: incoming.body }),
    sendMedia,
    sendContact: ({ vcard, ...incoming }) =>
      sendMedia({ ...incoming, bytes: new TextEncoder().encode(vcard), contentType: "text/vcard" }),
    sendLocation: (incoming) => deliver({ ...common(incoming), ...locationParams(incoming) }),
    pressButton: (incoming) => deliver({ ...common(incoming), ...buttonParams(incoming) }),
    async repeat(sid) {
      const request = delivered.get(sid);
      if (!request) throw new Error(`No message ${sid} was delivered`);
      return post(sid, request());
    },
    requestFor: (overrides) => prepare(paramsFor(overrides))().request,
  };
}

/** Adds a message to Twilio's list, whether or not the bot could be reached. */
function recordInbound(
  sid: string,
  params: Readonly<Record<string, string>>,
  { journal, clock, number }: DeliveryDeps,
): void {
  const mediaUrls = Object.keys(params)
    .filter((key) => /^MediaUrl\d+$/.test(key))
    .map((key) => params[key] ?? "");
  journal.write({
    kind: "inbound",
    message: {
      order: journal.nextOrder(),
      sid,
      direction: "inbound",
      from: params["From"] ?? "",
      to: params["To"] ?? number,
      body: params["Body"] ?? "",
      mediaUrls,
      createdAt: clock.now(),
      status: "received",
      errorCode: null,
      params,
    },
  });
}
