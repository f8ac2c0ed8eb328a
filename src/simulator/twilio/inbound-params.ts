import { mediaTypeOf } from "../../core/media-types.ts";

/** Parameters that replace the ordinary ones; undefined leaves one out. */
export type ParamOverrides = { readonly From: string } & Readonly<
  Record<string, string | undefined>
>;

export interface ParamFacts {
  readonly accountSid: string;
  readonly number: string;
  readonly newSid: (prefix: "SM" | "MM") => string;
}

/** Every parameter that Twilio sends with a WhatsApp message, in Twilio's order. */
export function completeParams(
  overrides: ParamOverrides,
  facts: ParamFacts,
): Record<string, string> {
  const numMedia = Object.keys(overrides).filter((key) => /^MediaUrl\d+$/.test(key)).length;
  const sid = overrides["MessageSid"] ?? facts.newSid(numMedia > 0 ? "MM" : "SM");
  const params: Record<string, string | undefined> = {
    SmsMessageSid: sid,
    NumMedia: String(numMedia),
    ProfileName: "Ada",
    MessageType: messageType(overrides),
    SmsSid: sid,
    WaId: /^whatsapp:\+(\d+)$/.exec(overrides.From)?.[1],
    SmsStatus: "received",
    Body: "",
    To: facts.number,
    NumSegments: "1",
    ReferralNumMedia: "0",
    MessageSid: sid,
    AccountSid: facts.accountSid,
    ApiVersion: "2010-04-01",
    ...overrides,
  };
  return Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function messageType(overrides: ParamOverrides): string {
  const contentType = overrides["MediaContentType0"];
  if (contentType !== undefined) {
    const { kind } = mediaTypeOf(contentType);
    return kind === "unknown" ? "document" : kind;
  }
  if (overrides["ButtonText"] !== undefined) return "button";
  if (overrides["Latitude"] !== undefined) return "location";
  return "text";
}
