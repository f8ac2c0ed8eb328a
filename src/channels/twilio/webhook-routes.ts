import { Elysia } from "elysia";
import { loadOnce } from "../../core/load-once.ts";
import type { WebhookDeps } from "./webhook.ts";
import { docs } from "./webhook-docs.ts";

/** Twilio's door: `POST /webhook`, `GET /webhook` and `POST /webhook/status`, as a plugin of routes. */
export function createTwilioRoutes(deps: WebhookDeps) {
  // Cryptography takes longer to load than all the routes: it comes with the first request.
  const open = loadOnce(async () => (await import("./webhook.ts")).createWebhook(deps));
  // parse "none" leaves the body's bytes to us: the signature is checked before anything is read into them.
  return new Elysia({ name: "twilio-webhook" })
    .post("/webhook", async ({ request }) => (await open()).message(request), {
      parse: "none",
      detail: docs.message,
    })
    .get("/webhook", async ({ request }) => (await open()).explain(request), {
      detail: docs.help,
    })
    .post("/webhook/status", async ({ request }) => (await open()).status(request), {
      parse: "none",
      detail: docs.status,
    });
}
