import { resolve } from "node:path";
import type { Language } from "../../core/language.ts";
import type { Speaker } from "../../core/speaker.ts";
import en from "./voice-en.ogg" with { type: "file" };
import es from "./voice-es.ogg" with { type: "file" };
import pt from "./voice-pt.ogg" with { type: "file" };

const CLIPS: Readonly<Record<string, string>> = { en, es, pt } satisfies Record<Language, string>;

/**
 * Creates a speaker that needs neither key nor network: whatever the text, it plays a recording that
 * says so.
 */
export function createOfflineSpeaker(botLanguage: Language): Speaker {
  return {
    speak: async ({ text, language }) => {
      const clip = CLIPS[language ?? botLanguage] ?? en;
      // Absolute but in the npm package, where it is relative to the file that this is bundled into.
      const bytes = await Bun.file(resolve(import.meta.dir, clip)).bytes();
      const usage = {
        kind: "speech",
        provider: "offline",
        model: "offline",
        tokens: null,
      } as const;
      return { outcome: "spoken", bytes, usage: { ...usage, characters: text.length } };
    },
  };
}
