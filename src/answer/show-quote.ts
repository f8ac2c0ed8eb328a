import type { ContentPart } from "../core/ports.ts";
import type { PastAttachment, QuotedMessage } from "../store/attachments.ts";
import { material } from "./material.ts";
import { type Showing, showAttachment } from "./show-attachment.ts";
import { fileNameIn } from "./understand-document.ts";

/** The message that the user answers with this one, as a model is shown it; null is one we do not know. */
export function showQuote(
  quoted: QuotedMessage | null,
  showing: Pick<Showing, "question" | "budget">,
): ContentPart[] {
  if (quoted === null) return [material("quoted message", {}, "(It is no longer stored.)")];
  const by = quoted.role === "user" ? "the user" : "you, the assistant";
  const shown = quoted.attachments
    .filter(isSeen)
    .flatMap((attachment) =>
      showAttachment(attachment, { ...showing, name: fileNameIn(quoted.text), isForwarded: false }),
    );
  // What was heard or read of any other kind stands in the message's own words.
  const isLost = shown.length === 0 && quoted.attachments.some(isSeen);
  const text = [quoted.text, ...(isLost ? ["(What came with it is no longer kept.)"] : [])];
  return [material("quoted message", { by, type: quoted.type }, text.join("\n").trim()), ...shown];
}

function isSeen({ kind }: PastAttachment): boolean {
  return kind === "image" || kind === "document";
}
