import { fileNameIn } from "../../core/file-name.ts";
import type { ContentPart } from "../../core/ports.ts";
import type { QuotedMessage } from "../../store/attachments.ts";
import { wrapUntrusted } from "./untrusted.ts";
import { showDocument, type ShowDocument } from "../understand/understand-document.ts";
import { contentOfAttachment, isShownAgain } from "../understand/attachment-kinds.ts";

/** Returns the quoted message in the form shown to a model; null stands for one that is not stored. */
export async function showQuote(
  quoted: QuotedMessage | null,
  showing: ShowDocument,
): Promise<ContentPart[]> {
  if (quoted === null) return [wrapUntrusted("quoted message", {}, "(It is no longer stored.)")];
  const by = quoted.role === "user" ? "the user" : "you, the assistant";
  const name = fileNameIn(quoted.text);
  const seen = quoted.attachments.filter(({ kind }) => isShownAgain(kind));
  const shown: ContentPart[] = [];
  for (const { picture, document } of seen.map(contentOfAttachment)) {
    if (picture !== null) shown.push(picture);
    if (document !== null) shown.push(...(await showDocument(document, { ...showing, name })));
  }
  const isLost = shown.length === 0 && seen.length > 0;
  const text = [quoted.text, ...(isLost ? ["(What came with it is no longer kept.)"] : [])];
  return [
    wrapUntrusted("quoted message", { by, type: quoted.type }, text.join("\n").trim()),
    ...shown,
  ];
}
