/** The answers that are spoken: none, those to voice notes, or all. */
export const VOICE_REPLIES = ["off", "auto", "on"] as const;
export type VoiceReplies = (typeof VOICE_REPLIES)[number];
