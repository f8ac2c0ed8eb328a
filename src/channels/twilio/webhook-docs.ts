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
  403: { description: "The signature does not match, or another account is meant." },
  413: { description: "The body is larger than 64 KiB." },
  415: { description: "The body is no form." },
};

const tags = ["Twilio"];

/** What the API's documentation says of each route. */
export const docs = {
  message: {
    tags,
    summary: "Takes one WhatsApp message, signed by Twilio",
    description:
      "Answered once the message is on disk; the reply is sent later, through Twilio's REST API, or with REPLY_MODE=twiml stands in the response when it is ready within 12 s. The same MessageSid again changes nothing.",
    requestBody: form(
      {
        MessageSid: "What the message is known by.",
        AccountSid: "Must be ours.",
        From: "`whatsapp:` and a number, or a username id.",
        To: "Our own number; a message to another one is acknowledged, and left alone.",
        Body: "The text, a caption, or a document's file name.",
        NumMedia: "How many MediaUrl0, MediaContentType0 … there are.",
        OptOutType: "STOP, START or HELP, where Advanced Opt-Out has answered it.",
        ReferralHeadline: "Of the ad that led here; with ReferralBody, ReferralSourceUrl …",
        InteractiveData: "A form's answers, as FlowData.",
        ListTitle: "What was chosen; with ListId and ListDescription, or ButtonPayload.",
      },
      ["MessageSid", "AccountSid", "From", "To"],
    ),
    responses: {
      200: {
        description:
          "Taken, refused with a notice, or seen before: `<Response/>`, with REPLY_MODE=twiml holding what is to be said.",
      },
      ...refusals,
      503: { description: "Nothing was stored: the database does not answer, or too much waits." },
    },
  },
  help: {
    tags,
    summary: "Says how to configure Twilio",
    responses: { 200: { description: "A word in plain text." } },
  },
  status: {
    tags,
    summary: "Takes one delivery report, signed by Twilio",
    requestBody: form(
      {
        MessageSid: "The message that we sent.",
        AccountSid: "Must be ours.",
        MessageStatus: "queued, sent, delivered, read, failed or undelivered.",
        ErrorCode: "Why it failed.",
      },
      ["MessageSid", "AccountSid", "MessageStatus"],
    ),
    responses: { 204: { description: "Noted." }, ...refusals },
  },
};
