import { Elysia } from "elysia";

/** Nothing is loaded from elsewhere, and no script stands in the page itself. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// A messenger that looks at a link for its preview, or a browser that fetches it ahead, sees no token
// and presses no button.
const SCRIPT = `const button = document.querySelector("button");
const note = document.querySelector("p");
const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);
if (token === "") {
  button.hidden = true;
  note.textContent = "This link is not complete. Send /admin to the bot for a new one.";
}
button.addEventListener("click", async () => {
  button.disabled = true;
  try {
    const response = await fetch("/admin/api/enter", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    if (response.ok) return location.replace("/admin");
    note.textContent = (await response.json()).error;
    button.hidden = true;
  } catch {
    note.textContent = "The bot does not answer. Check your connection and try again.";
    button.disabled = false;
  }
});
`;

const STYLE = `:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 20vh auto 0; padding: 0 1rem; }
button { font: inherit; padding: 0.6rem 1.2rem; border-radius: 0.5rem; border: 1px solid; cursor: pointer; }
`;

/** The page behind a one-time link: its button sends the token, which is after the `#` of the address. */
export function createEnterPage({ appName }: { readonly appName: string }) {
  const name = Bun.escapeHTML(appName);
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/admin/enter.css">
<h1>${name}</h1>
<p role="status">This link opens your page once, on this device.</p>
<button type="button" autofocus>Open</button>
<script src="/admin/enter.js" defer></script>
</html>
`;
  const serve = (body: string, contentType: string) => () =>
    new Response(body, {
      headers: { "content-type": contentType, "content-security-policy": PAGE_POLICY },
    });
  return new Elysia({ name: "admin-enter", detail: { hide: true } })
    .get("/admin/enter", serve(html, "text/html; charset=utf-8"))
    .get("/admin/enter.js", serve(SCRIPT, "text/javascript; charset=utf-8"))
    .get("/admin/enter.css", serve(STYLE, "text/css; charset=utf-8"));
}
