import { saidByTap } from "../../core/choices.ts";
import { findKind } from "../../core/media-types.ts";
import {
  type Attachment,
  type Identity,
  type InboundMessage,
  type Location,
  type MessageType,
} from "../../core/message.ts";
import { whatsappAddresses } from "../../core/whatsapp-address.ts";
import { attachmentKind } from "../attachment-kind.ts";
import { readContext, textOf } from "./message-context.ts";

export type InboundFault = "missing-parameter" | "malformed-parameter" | "foreign-account";

export type ParsedInbound = { readonly message: InboundMessage } | { readonly fault: InboundFault };

type Params = Readonly<Record<string, string>>;

const { scheme, isNumber, isUsernameId } = whatsappAddresses;

// A real sid has 34 characters. Since Twilio signs keys and values without delimiters, a longer one
// could contain the parameter after it, and would pass for a new message.
const SID = /^[0-9A-Za-z]{1,34}$/;
/** The parameters of a pressed button, a chosen entry or a submitted form. */
const BUTTONS = [
  "ButtonText",
  "ButtonPayload",
  "ListId",
  "ListTitle",
  "InteractiveData",
  "FlowData",
] as const;
const WA_ID = /^[1-9]\d{6,14}$/;

/** Parameters that are not needed now or later, and so are not kept. */
const EXPENDABLE: ReadonlySet<string> = new Set([
  "MessageSid",
  "SmsSid",
  "SmsMessageSid",
  "AccountSid",
  "MessagingServiceSid",
  "From",
  "To",
  "Body",
  "NumMedia",
  "NumSegments",
  "ProfileName",
  "WaId",
  "ExternalUserId",
  "Forwarded",
  "FrequentlyForwarded",
  "ButtonText",
  "Latitude",
  "Longitude",
  "Address",
  "Label",
  "OriginalRepliedMessageSid",
  "OriginalRepliedMessageSender",
  "MessageType",
  "SmsStatus",
  "ApiVersion",
  "ReferralNumMedia",
  "OptOutType",
]);

/**
 * Parses a signed inbound webhook into our own form; returns the reason if it is not a valid
 * message to us.
 */
export function parseInbound(params: Params, accountSid: string): ParsedInbound {
  const { MessageSid: sid, From: from, To: to, AccountSid: account } = params;
  if (!sid || !from || !to || !account) return { fault: "missing-parameter" };
  if (account !== accountSid) return { fault: "foreign-account" };
  const identity = readIdentity(from, params);
  if (identity === null || !SID.test(sid)) return { fault: "malformed-parameter" };
  const attachments = readAttachments(params);
  const location = readLocation(params);
  const keyword = readKeyword(params);
  const tapped = saidByTap(params["ButtonPayload"]) ?? saidByTap(params["ListId"]);
  const context = tapped === null ? readContext(params) : [];
  return {
    message: {
      sid,
      from,
      to,
      identity,
      profileName: params["ProfileName"]?.trim() || null,
      // A tap on a button of ours is what it stands for, as if typed.
      type: tapped === null ? readType(params, attachments, location) : "text",
      text: tapped ?? textOf(params),
      attachments,
      location,
      quotedSid: tapped === null ? params["OriginalRepliedMessageSid"] || null : null,
      isForwarded: params["Forwarded"] === "true" || params["FrequentlyForwarded"] === "true",
      ...(context.length > 0 && { context }),
      ...(keyword !== null && { keyword }),
      raw: readRest(params, attachments.length),
    },
  };
}

/**
 * Returns the keyword that Twilio's Advanced Opt-Out recognised and answered; null if there is
 * none.
 */
function readKeyword({ OptOutType }: Params): "stop" | "start" | "help" | null {
  const type = OptOutType?.toLowerCase();
  return type === "stop" || type === "start" || type === "help" ? type : null;
}

/** Returns null if `from` is not an address that can be answered. */
function readIdentity(from: string, { WaId, ExternalUserId }: Params): Identity | null {
  const named = ExternalUserId ? readUsernameId(ExternalUserId) : null;
  if (isNumber(from)) return { phoneNumber: from, externalUserId: named };
  if (!isUsernameId(from)) return null;
  // The sender hides the number, but Twilio may still provide it.
  const phoneNumber = WaId && WA_ID.test(WaId) ? `${scheme}+${WaId}` : null;
  return { phoneNumber, externalUserId: named ?? from };
}

/** Returns the id with its scheme, for a spelling with or without it; null if it is not valid. */
function readUsernameId(written: string): string | null {
  const address = written.startsWith(scheme) ? written : scheme + written;
  return isUsernameId(address) ? address : null;
}

function readAttachments(params: Params): Attachment[] {
  const attachments: Attachment[] = [];
  for (let index = 0; ; index += 1) {
    const url = params[`MediaUrl${index}`];
    if (!url) return attachments;
    const contentType = params[`MediaContentType${index}`] || "application/octet-stream";
    attachments.push({
      url,
      contentType,
      kind: attachmentKind(contentType, params["MessageType"]),
    });
  }
}

function readLocation({ Latitude, Longitude, Label, Address }: Params): Location | null {
  if (!Latitude || !Longitude) return null;
  return {
    latitude: Latitude,
    longitude: Longitude,
    label: Label || null,
    address: Address || null,
  };
}

function readType(
  params: Params,
  attachments: readonly Attachment[],
  location: Location | null,
): MessageType {
  const [first] = attachments;
  if (first) return first.kind;
  if (BUTTONS.some((name) => params[name])) return "button";
  if (location) return "location";
  const declared = params["MessageType"];
  const kind = findKind(declared);
  if (kind !== null && kind !== "unknown") return kind;
  switch (declared) {
    case "location":
    case "button":
    case "text":
      return declared;
    case "interactive":
      return "button";
    case undefined:
      return params["Body"] === undefined ? "unknown" : "text";
    default:
      return params["Body"] ? "text" : "unknown";
  }
}

function readRest(params: Params, attachmentCount: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).filter(([key]) => {
      const index = /^Media(?:Url|ContentType)(\d+)$/.exec(key)?.[1];
      return index === undefined ? !EXPENDABLE.has(key) : Number(index) >= attachmentCount;
    }),
  );
}
