import type { ContentPart } from "../core/ports.ts";
import type { QuotedMessage } from "../store/attachments.ts";
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
  const shown = quoted.attachments.flatMap((attachment) =>
    // What was heard and read of these stands in the message's own text by now.
    attachment.kind === "audio" || attachment.kind === "contacts"
      ? []
      : showAttachment(attachment, {
          ...showing,
          name: fileNameIn(quoted.text),
          isForwarded: false,
        }),
  );
  const isLost = quoted.attachments.length > 0 && shown.length === 0 && quoted.text === "";
  const text = isLost ? "(Its attachment is no longer kept.)" : quoted.text;
  return [material("quoted message", { by, type: quoted.type }, text), ...shown];
}
