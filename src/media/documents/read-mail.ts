import type { Address } from "postal-mime";
import type { PageCollector } from "./collect-pages.ts";
import { readHtml } from "./read-html.ts";

const MAX_NESTING = 20;
const MAX_HEADER_BYTES = 200_000;
const FIELD =
  /^(?:from|to|cc|subject|date|mime-version|message-id|received|return-path|content-type):/gim;
const FIRST_LINE = /^(?:>?From \S+ |[A-Za-z][A-Za-z0-9-]{1,60}:)/;

/** Whether a text is a mail, or a web page that was saved as one (MHTML), by its first lines. */
export function isMail(sample: string): boolean {
  const start = sample.trimStart();
  if (!FIRST_LINE.test(start)) return false;
  const head = start.split(/\r?\n\r?\n/, 1)[0] ?? "";
  const fields = new Set((head.match(FIELD) ?? []).map((field) => field.toLowerCase()));
  return fields.has("mime-version:") || (fields.has("from:") && fields.size >= 3);
}

/** Writes a mail as its reader sees it: from whom, to whom, when, its text, and what is attached. */
export async function readMail(bytes: Uint8Array, pages: PageCollector): Promise<void> {
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
  // The text beside a page often says no more than that there is one.
  if (mail.html) readHtml(mail.html, pages);
  else pages.line(mail.text ?? "");
  for (const { filename, disposition, mimeType } of mail.attachments) {
    if (disposition !== "inline") pages.line(`[attachment: ${filename ?? mimeType}]`);
  }
}

function nameOf({ name, address = "", group = [] }: Address): string {
  if (group.length > 0) return group.map(nameOf).join(", ");
  return name === "" || name === address ? address : `${name} <${address}>`;
}
