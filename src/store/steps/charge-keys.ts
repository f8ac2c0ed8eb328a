import { hashSid } from "../hash-sid.ts";

/** Names the event that a message came in. */
export const receivedKey = (sid: string): string => `in ${hashSid(sid)}`;

/** Names the event that the carrier takes a part. */
export const acceptedKey = (sid: string): string => `out ${hashSid(sid)}`;

/** Names the same once the part is to be sent again, under another sid. */
export const resentKey = (sid: string): string => `resent ${hashSid(sid)}`;

/** Names the event that a part is delivered. */
export const deliveredKey = (sid: string): string => `delivered ${hashSid(sid)}`;
