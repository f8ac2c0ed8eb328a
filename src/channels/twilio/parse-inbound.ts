import {
  ATTACHMENT_KINDS,
  type Attachment,
  type Identity,
  type InboundMessage,
  type Location,
  type MessageType,
} from "../../core/message.ts";
import { whatsappAddresses } from "../../core/whatsapp-address.ts";
import { attachmentKind } from "./attachment-kind.ts";
import { readContext, textOf } from "./message-context.ts";

export type InboundFault = "missing-parameter" | "malformed-parameter" | "foreign-account";

export type ParsedInbound = { readonly message: InboundMessage } | { readonly fault: InboundFault };

type Params = Readonly<Record<string, string>>;

const { scheme, isNumber, isUsernameId } = whatsappAddresses;

// A real sid has 34 characters. Since Twilio signs keys and values without delimiters, a longer one
// could have swallowed the parameter after it, and would pass for a message that we have not seen.
const SID = /^[0-9A-Za-z]{1,34}$/;
/** Whatever of these is told, a button was pressed, an entry chosen or a form submitted. */
const BUTTONS = [
  "ButtonText",
  "ButtonPayload",
  "ListId",
  "ListTitle",
  "InteractiveData",
  "FlowData",
] as const;
const WA_ID = /^[1-9]\d{6,14}$/;

/** What a message says that is neither carried in our own words nor ever of use again. */
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

/** Reads a signed inbound webhook into our own words; the reason is a value when it is not one for us. */
export function parseInbound(params: Params, accountSid: string): ParsedInbound {
  const { MessageSid: sid, From: from, To: to, AccountSid: account } = params;
  if (!sid || !from || !to || !account) return { fault: "missing-parameter" };
  if (account !== accountSid) return { fault: "foreign-account" };
  const identity = readIdentity(from, params);
  if (identity === null || !SID.test(sid)) return { fault: "malformed-parameter" };
  const attachments = readAttachments(params);
  const location = readLocation(params);
  const context = readContext(params);
  const keyword = readKeyword(params);
  return {
    message: {
      sid,
      from,
      to,
      identity,
      profileName: params["ProfileName"]?.trim() || null,
      type: readType(params, attachments, location),
      text: textOf(params),
      attachments,
      location,
      quotedSid: params["OriginalRepliedMessageSid"] || null,
      isForwarded: params["Forwarded"] === "true" || params["FrequentlyForwarded"] === "true",
      ...(context.length > 0 && { context }),
      ...(keyword !== null && { keyword }),
      raw: readRest(params, attachments.length),
    },
  };
}

/** What Twilio's Advanced Opt-Out took the message for, and answered; null when nothing. */
function readKeyword({ OptOutType }: Params): "stop" | "start" | "help" | null {
  const type = OptOutType?.toLowerCase();
  return type === "stop" || type === "start" || type === "help" ? type : null;
}

/** Null when `from` is no address that an answer could go to. */
function readIdentity(from: string, { WaId, ExternalUserId }: Params): Identity | null {
  const named = ExternalUserId ? readUsernameId(ExternalUserId) : null;
  if (isNumber(from)) return { phoneNumber: from, externalUserId: named };
  if (!isUsernameId(from)) return null;
  // The sender hides the number, yet Twilio may still tell us.
  const phoneNumber = WaId && WA_ID.test(WaId) ? `${scheme}+${WaId}` : null;
  return { phoneNumber, externalUserId: named ?? from };
}

/** The id with its scheme, whether it was written with it or without; null when it is none. */
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
  const kind = ATTACHMENT_KINDS.find((each) => each === declared) ?? "unknown";
  if (kind !== "unknown") return kind;
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
