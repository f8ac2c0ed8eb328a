/** The pace of speech, as recordings of several voices have it. */
const CHARACTERS_PER_SECOND = 14;
/** A character of these scripts is a syllable or a word. */
const WORDY = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]/gu;
const LETTERS_OF_A_WORDY = 3;

/**
 * The longest text that is spoken as it is. With the 32 kbit/s of common encoders it stays below the
 * 512 KB up to which WhatsApp shows a play button.
 */
export const MAX_SPOKEN_MS = 120_000;

/** Estimates how long a text takes to be spoken. */
export function estimateSpeechMs(text: string): number {
  const wordy = text.match(WORDY)?.length ?? 0;
  const letters = text.length + wordy * (LETTERS_OF_A_WORDY - 1);
  return Math.ceil((letters / CHARACTERS_PER_SECOND) * 1_000);
}
