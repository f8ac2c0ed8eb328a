import { hashSid } from "../hash-sid.ts";

/** In hexadecimal digits: only charges of one message must differ, and each has an index entry. */
const HASH_LENGTH = 24;

/** Names an event of a message or part, which is charged once. */
export const chargeKey = (event: string, sid: string): string =>
  `${event} ${hashSid(sid).slice(0, HASH_LENGTH)}`;

/** Names the event that a message came in. */
export const receivedKey = (sid: string): string => chargeKey("in", sid);

/** Names the event that the carrier takes a part. */
export const acceptedKey = (sid: string): string => chargeKey("out", sid);

/** Names the same once the part is to be sent again, under another sid. */
export const resentKey = (sid: string): string => chargeKey("resent", sid);

/** Names the event that a part is delivered. */
export const deliveredKey = (sid: string): string => chargeKey("delivered", sid);
