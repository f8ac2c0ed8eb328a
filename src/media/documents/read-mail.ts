import type { Address, Attachment } from "postal-mime";
import type { PageCollector } from "./collect-pages.ts";
import type { Gallery } from "./gallery.ts";
import { knowPagePictures } from "./html-pictures.ts";
import { readCalendar } from "./read-calendar.ts";
import { readHtml } from "./read-html.ts";

const MAX_NESTING = 20;
const MAX_HEADER_BYTES = 200_000;
const FIELD =
  /^(?:from|to|cc|subject|date|mime-version|message-id|received|return-path|content-type):/gim;
const FIRST_LINE = /^(?:>?From \S+ |[A-Za-z][A-Za-z0-9-]{1,60}:)/;

/** Returns whether a text is a mail, or a web page saved as one (MHTML), by its first lines. */
export function isMail(sample: string): boolean {
  const start = sample.trimStart();
  if (!FIRST_LINE.test(start)) return false;
  const head = start.split(/\r?\n\r?\n/, 1)[0] ?? "";
  const fields = new Set((head.match(FIELD) ?? []).map((field) => field.toLowerCase()));
  return fields.has("mime-version:") || (fields.has("from:") && fields.size >= 3);
}

/** Writes a mail as its reader sees it: from, to, date, text, and attachments. */
export async function readMail(
  bytes: Uint8Array,
  pages: PageCollector,
  gallery: Gallery,
): Promise<void> {
  const { default: PostalMime } = await import("postal-mime");
  const mail = await PostalMime.parse(bytes, {
    maxNestingDepth: MAX_NESTING,
    maxHeadersSize: MAX_HEADER_BYTES,
  });
  const addresses = (list: readonly Address[] | undefined) =>
    (list ?? []).map(nameOf).filter(Boolean).join(", ");
  const facts = [
    ["From", mail.from === undefined ? "" : nameOf(mail.from)],
    ["To", addresses(mail.to)],
    ["Cc", addresses(mail.cc)],
    ["Date", mail.headers.find(({ key }) => key === "date")?.value ?? ""],
    ["Subject", mail.subject ?? ""],
  ];
  for (const [name, value] of facts) if (value) pages.line(`${name}: ${value}`);
  pages.line("");
  const pictures = new Map<Attachment, string>();
  for (const [index, attachment] of mail.attachments.entries()) {
    if (!attachment.mimeType.startsWith("image/")) continue;
    const key = attachment.contentId?.replace(/^<(.*)>$/, "cid:$1") ?? `attachment:${index}`;
    pictures.set(attachment, key);
    await gallery.know(key, (maxBytes) =>
      Promise.resolve(contentOf(attachment).subarray(0, maxBytes)),
    );
  }
  // The plain text beside an HTML page often only says that there is one.
  if (mail.html) {
    await knowPagePictures(mail.html, gallery);
    readHtml(mail.html, pages, gallery);
  } else {
    pages.line(mail.text ?? "");
  }
  const calendars = new Set<string>();
  for (const attachment of mail.attachments) {
    const { filename, disposition, mimeType } = attachment;
    if (mimeType === "text/calendar") {
      const text = contentOf(attachment).toString();
      // An invitation is often attached a second time, for programs that show no calendars.
      if (!calendars.has(text)) readCalendar(text, pages);
      calendars.add(text);
      continue;
    }
    // A style sheet of the page.
    if (mimeType === "text/css") continue;
    const key = pictures.get(attachment) ?? null;
    // A picture in the page is mentioned there; any other is shown after it.
    if (key !== null && mail.html?.includes(key) === true) continue;
    const mark = key === null ? "" : ` ${gallery.mark(key, "")}`;
    if (disposition !== "inline" || key !== null) {
      pages.line(`[attachment: ${filename ?? mimeType}]${mark}`);
    }
  }
}

/** Returns an attachment's content, which is already decoded unless it is text. */
function contentOf({ content }: Attachment): Buffer {
  return typeof content === "string" ? Buffer.from(content) : Buffer.from(new Uint8Array(content));
}

function nameOf({ name, address = "", group = [] }: Address): string {
  if (group.length > 0) return group.map(nameOf).join(", ");
  return name === "" || name === address ? address : `${name} <${address}>`;
}
