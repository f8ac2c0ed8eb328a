import { Elysia } from "elysia";
import { loadOnce } from "../../core/load-once.ts";
import type { WebhookDeps } from "./webhook.ts";
import { docs } from "./webhook-docs.ts";
import { WEBHOOK_PATH } from "./webhook-path.ts";

/** Creates the routes that Meta calls, as a plugin. */
export function createCloudApiRoutes(deps: WebhookDeps) {
  // Cryptography takes longer to load than all the routes: it is loaded with the first request.
  const open = loadOnce(async () => (await import("./webhook.ts")).createWebhook(deps));
  // With parse "none" the body stays unread: the signature is checked over its bytes first.
  return new Elysia({ name: "cloud-api-webhook" })
    .post(WEBHOOK_PATH, async ({ request }) => (await open()).receive(request), {
      parse: "none",
      detail: docs.receive,
    })
    .get(WEBHOOK_PATH, async ({ request }) => (await open()).verify(request), {
      detail: docs.verify,
    });
}
