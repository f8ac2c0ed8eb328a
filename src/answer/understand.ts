import { UserFacingError } from "../core/errors.ts";
import type { Turn } from "../store/store.ts";
import { sentences } from "../text/sentences.ts";

/**
 * What a message says, in words. Throws `UserFacingError` when it is of a kind that cannot be read.
 */
export function understand(turn: Turn): string {
  switch (turn.type) {
    case "text":
    case "button":
      return turn.text;
    case "image":
    case "audio":
    case "video":
    case "document":
    case "contacts":
    case "location":
    case "unknown":
      throw new UserFacingError(sentences.onlyTextForNow, { code: `unread-${turn.type}` });
  }
}
