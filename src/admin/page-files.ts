import { bundlePage, readPage } from "../page/bundle-page.ts" with { type: "macro" };
import { pageFile, type RespondWithFile } from "../page/page-file.ts";

const SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // No text becomes markup: a browser that knows trusted types refuses innerHTML and its kin.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": SECURITY_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "x-robots-tag": "noindex",
};

/** The files of the page under /admin, each with the response that serves it; none needs a session. */
export const adminPageFiles: readonly (readonly [path: string, respond: RespondWithFile])[] = [
  ["", file(readPage("admin/page/index.html"), "text/html; charset=utf-8")],
  ["/app.js", file(bundlePage("admin/page/app.tsx"), "text/javascript; charset=utf-8")],
  ["/app.css", file(bundlePage("admin/page/styles/app.css"), "text/css; charset=utf-8")],
  ["/enter", file(readPage("admin/page/enter.html"), "text/html; charset=utf-8")],
  ["/enter.js", file(bundlePage("admin/page/enter.ts"), "text/javascript; charset=utf-8")],
  ["/icon.svg", file(readPage("page/icon.svg"), "image/svg+xml")],
];

function file(text: string, contentType: string): RespondWithFile {
  return pageFile(text, contentType, HEADERS);
}
