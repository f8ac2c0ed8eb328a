const form = (properties: Record<string, string>, required: string[]) => ({
  required: true,
  content: {
    "application/x-www-form-urlencoded": {
      schema: {
        type: "object" as const,
        required,
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, description]) => [
            name,
            { type: "string" as const, description },
          ]),
        ),
      },
    },
  },
});

const refusals = {
  400: { description: "A parameter is missing, malformed or given twice." },
  403: { description: "The signature does not match, or the message belongs to another account." },
  413: { description: "The body is larger than 64 KiB." },
  415: { description: "The body is not a form." },
};

const tags = ["Twilio"];

/** The API documentation of each route. */
export const docs = {
  message: {
    tags,
    summary: "Receives one WhatsApp message, signed by Twilio",
    description:
      "Responds once the message is on disk. The reply is sent later through Twilio's REST API; with REPLY_MODE=twiml it is in the response if it is ready within 12 s. A repeated MessageSid has no effect.",
    requestBody: form(
      {
        MessageSid: "The message's id.",
        AccountSid: "Must be TWILIO_ACCOUNT_SID.",
        From: "`whatsapp:` and a number, or a username id.",
        To: "Our own number; a message to any other is acknowledged and ignored.",
        Body: "The text, a caption, or a document's file name.",
        NumMedia: "The number of attachments: MediaUrl0, MediaContentType0 …",
        OptOutType: "STOP, START or HELP, if Advanced Opt-Out has answered it.",
        ReferralHeadline:
          "The headline of the ad that led here; with ReferralBody, ReferralSourceUrl …",
        InteractiveData: "A form's answers, as FlowData.",
        ListTitle: "The chosen entry; with ListId and ListDescription, or ButtonPayload.",
      },
      ["MessageSid", "AccountSid", "From", "To"],
    ),
    responses: {
      200: {
        description:
          "Accepted, refused with a notice, or a duplicate: `<Response/>`; with REPLY_MODE=twiml it contains the reply.",
      },
      ...refusals,
      503: {
        description:
          "Nothing was stored: the database does not respond, or too many messages are waiting.",
      },
    },
  },
  help: {
    tags,
    summary: "Explains how to configure Twilio",
    responses: { 200: { description: "Plain text." } },
  },
  status: {
    tags,
    summary: "Receives one delivery report, signed by Twilio",
    requestBody: form(
      {
        MessageSid: "The id of the message that we sent.",
        AccountSid: "Must be TWILIO_ACCOUNT_SID.",
        MessageStatus: "queued, sent, delivered, read, failed or undelivered.",
        ErrorCode: "The reason of a failure.",
      },
      ["MessageSid", "AccountSid", "MessageStatus"],
    ),
    responses: { 204: { description: "Recorded." }, ...refusals },
  },
};
