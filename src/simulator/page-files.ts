import { bundlePage, readPage } from "../page/bundle-page.ts" with { type: "macro" };
import { pageFile, type RespondWithFile } from "../page/page-file.ts";

const SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The files of the page under /simulator, each with the response that serves it. */
export const pageFiles: readonly (readonly [path: string, respond: RespondWithFile])[] = [
  ["", file(readPage("simulator/page/index.html"), "text/html; charset=utf-8")],
  ["/phone.js", file(bundlePage("simulator/page/phone.tsx"), "text/javascript; charset=utf-8")],
  ["/phone.css", file(bundlePage("simulator/page/styles/phone.css"), "text/css; charset=utf-8")],
  ["/icon.svg", file(readPage("page/icon.svg"), "image/svg+xml")],
];

function file(text: string, contentType: string): RespondWithFile {
  return pageFile(text, contentType, { "content-security-policy": SECURITY_POLICY });
}
