import type { Speaker } from "../../src/core/speaker.ts";

/** Creates a speaker whose voice notes end with their text, and tells of its calls. */
export function createTextSpeaker(onPass: (point: string) => Promise<void>): Speaker {
  return {
    speak: async ({ text }) => {
      await onPass("before speak");
      const bytes = Buffer.concat([aSecondOfOpus(), Buffer.from(MARK + text)]);
      const usage = { kind: "speech", provider: "test", model: "test", tokens: null } as const;
      await onPass("after speak");
      return { outcome: "spoken", bytes, usage: { ...usage, characters: text.length } };
    },
  };
}

const MARK = "\0spoken\0";

/** Returns the text of a voice note; speech ends each line with a full stop. */
export function textOfVoiceNote(bytes: Uint8Array): string {
  const whole = Buffer.from(bytes);
  return whole
    .subarray(whole.indexOf(MARK) + MARK.length)
    .toString()
    .replace(/\.$/, "");
}

/** The first and the last page of mono Ogg Opus, as far as their headers are read. */
function aSecondOfOpus(): Buffer {
  const pages = Buffer.alloc(64 + 27);
  pages.write("OggS", 0);
  pages.write("OpusHead", 28);
  pages.writeUInt8(1, 28 + 9);
  pages.write("OggS", 64);
  pages.writeBigInt64LE(48_000n, 64 + 6);
  return pages;
}
