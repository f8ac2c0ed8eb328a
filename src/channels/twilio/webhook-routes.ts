import { Elysia } from "elysia";
import { loadOnce } from "../../core/load-once.ts";
import type { WebhookDeps } from "./webhook.ts";
import { docs } from "./webhook-docs.ts";

/**
 * Creates Twilio's webhook routes, `POST /webhook`, `GET /webhook` and `POST /webhook/status`, as a
 * plugin.
 */
export function createTwilioRoutes(deps: WebhookDeps) {
  // Cryptography takes longer to load than all the routes: it is loaded with the first request.
  const open = loadOnce(async () => (await import("./webhook.ts")).createWebhook(deps));
  // With parse "none" the body stays unread: the signature is checked before anything is parsed
  // from it.
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
