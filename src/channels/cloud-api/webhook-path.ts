/** The path that Meta calls. */
export const WEBHOOK_PATH = "/webhook/whatsapp";

/** A batch of Meta's is at most this large. */
export const MAX_BATCH_BYTES = 3 * 1024 * 1024;
