import type { ContentPart } from "../core/ports.ts";
import type { QuotedMessage } from "../store/attachments.ts";
import { material } from "./material.ts";
import { fileNameIn, showDocument, type ShowDocument } from "./understand-document.ts";
import { showImage } from "./understand-image.ts";

/** The message that the user answers with this one, as a model is shown it; null is one we do not know. */
export async function showQuote(
  quoted: QuotedMessage | null,
  showing: ShowDocument,
): Promise<ContentPart[]> {
  if (quoted === null) return [material("quoted message", {}, "(It is no longer stored.)")];
  const by = quoted.role === "user" ? "the user" : "you, the assistant";
  const name = fileNameIn(quoted.text);
  // What was heard or read of any other kind stands in the message's own words.
  const seen = quoted.attachments.filter(({ kind }) => kind === "image" || kind === "document");
  const shown: ContentPart[] = [];
  for (const one of seen.filter(({ state }) => state === "understood")) {
    const parts =
      one.kind === "image" ? showImage(one) : await showDocument(one, { ...showing, name });
    shown.push(...parts);
  }
  const isLost = shown.length === 0 && seen.length > 0;
  const text = [quoted.text, ...(isLost ? ["(What came with it is no longer kept.)"] : [])];
  return [material("quoted message", { by, type: quoted.type }, text.join("\n").trim()), ...shown];
}
