const tags = ["WhatsApp Cloud API"];

/** The API documentation of each route. */
export const docs = {
  receive: {
    tags,
    summary: "Receives a batch of messages and delivery reports, signed by Meta",
    description:
      "Responds once everything in the batch is on disk. Only events of WHATSAPP_PHONE_NUMBER_ID are stored. A repeated message id has no effect.",
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: {
            type: "object" as const,
            required: ["object", "entry"],
            properties: {
              object: { type: "string" as const, description: "whatsapp_business_account" },
              entry: {
                type: "array" as const,
                description: "Entries with changes, each with messages or statuses.",
                items: { type: "object" as const },
              },
            },
          },
        },
      },
    },
    responses: {
      200: { description: "Stored, or nothing that concerns this bot." },
      400: { description: "The body is not JSON." },
      403: { description: "The signature in X-Hub-Signature-256 does not match." },
      413: { description: "The body is larger than 3 MiB." },
      503: {
        description:
          "Not everything was stored: the database does not respond, or too many messages are waiting. Meta delivers the batch again.",
      },
    },
  },
  verify: {
    tags,
    summary: "Answers Meta's verification of the webhook",
    parameters: ["hub.mode", "hub.verify_token", "hub.challenge"].map((name) => ({
      name,
      in: "query" as const,
      required: true,
      schema: { type: "string" as const },
    })),
    responses: {
      200: { description: "The challenge, as plain text." },
      403: { description: "The verify token is another." },
    },
  },
};
