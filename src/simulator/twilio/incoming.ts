import type { ParamOverrides } from "./inbound-params.ts";
import type { Media } from "./rest-media.ts";

/** The fields that every kind of message may have. */
export interface Incoming {
  /** `whatsapp:+…`, or `whatsapp:CC.…` for a user who hides the number. */
  readonly from: string;
  readonly profileName?: string;
  readonly externalUserId?: string;
  /** The sid of an earlier message, of either side, that this one answers. */
  readonly quotedSid?: string;
  readonly forwarded?: "once" | "often";
}

export interface IncomingText extends Incoming {
  readonly body: string;
}

export interface IncomingMedia extends Incoming, Media {
  /** The caption; for a document, its file's name. */
  readonly body?: string;
  /** Further attachments of the same message. */
  readonly also?: readonly Media[];
}

export interface IncomingLocation extends Incoming {
  readonly latitude: number;
  readonly longitude: number;
  readonly label?: string;
  readonly address?: string;
}

export interface IncomingButton extends Incoming {
  readonly text: string;
  readonly payload: string;
}

/**
 * Returns the parameters that all kinds share; `senderOf` returns the author of a quoted message.
 */
export function commonParams(
  incoming: Incoming,
  senderOf: (sid: string) => string | undefined,
): ParamOverrides {
  const { from, profileName, externalUserId, quotedSid, forwarded } = incoming;
  return {
    From: from,
    ...(profileName !== undefined && { ProfileName: profileName }),
    ...(externalUserId !== undefined && { ExternalUserId: externalUserId }),
    ...(quotedSid !== undefined && {
      OriginalRepliedMessageSid: quotedSid,
      OriginalRepliedMessageSender: senderOf(quotedSid),
    }),
    ...(forwarded === "once" && { Forwarded: "true" }),
    ...(forwarded === "often" && { FrequentlyForwarded: "true" }),
  };
}

/** Returns the parameters of a shared place. */
export function locationParams({ latitude, longitude, label, address }: IncomingLocation) {
  return {
    Latitude: String(latitude),
    Longitude: String(longitude),
    ...(label !== undefined && { Label: label }),
    ...(address !== undefined && { Address: address }),
  };
}

/** Returns the parameters of a pressed button: its text is the body as well. */
export function buttonParams({ text, payload }: IncomingButton) {
  return { Body: text, ButtonText: text, ButtonPayload: payload };
}
