import type { Offer } from "../../core/choices.ts";
import { type NewFile, type ReplyPart, textPart } from "../../core/reply-part.ts";
import { splitReply } from "../../text/whatsapp/split.ts";
import { paginate, type PaginateRules } from "./paginate.ts";

/** An answer as a voice note. */
export interface SpokenReply {
  readonly file: NewFile;
  /** The addresses that it mentions. */
  readonly links: readonly string[];
  /** True if the voice note says all of the answer; otherwise the text is sent too. */
  readonly isWhole: boolean;
}

interface Beside {
  readonly above: readonly string[];
  readonly below: readonly string[];
}

/**
 * Returns the parts of an answer that is a voice note, with texts before and after it. Null if
 * `maxParts` leaves no room for them.
 */
export function speakParts(
  file: NewFile,
  beside: Beside,
  offer: Offer,
  rules: PaginateRules,
): { readonly parts: ReplyPart[]; readonly held: ReplyPart[] } | null {
  const [above, below] = [beside.above, beside.below].map((texts) =>
    texts.filter((text) => text !== "").join("\n\n"),
  );
  const before = above ? splitReply(above, rules.maxPartLength).map(textPart) : [];
  const room = rules.maxParts - before.length - 1;
  if (room < (below ? 1 : 0)) return null;
  const after = below ? paginate(below, offer, rules, { room }) : { parts: [], held: [] };
  const voice = { kind: "media", file, caption: null } as const;
  return { parts: [...before, voice, ...after.parts], held: after.held };
}
