import { bundlePage, readPage } from "./bundle-page.ts" with { type: "macro" };

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
export const pageFiles: readonly (readonly [path: string, respond: () => Response])[] = [
  ["", file(readPage("index.html"), "text/html; charset=utf-8")],
  ["/phone.js", file(bundlePage("phone.tsx"), "text/javascript; charset=utf-8")],
  ["/phone.css", file(bundlePage("styles/phone.css"), "text/css; charset=utf-8")],
  ["/icon.svg", file(readPage("icon.svg"), "image/svg+xml")],
];

function file(text: string, contentType: string): () => Response {
  return () =>
    new Response(text, {
      headers: { "content-type": contentType, "content-security-policy": SECURITY_POLICY },
    });
}
