import { Elysia } from "elysia";
import { adminPageFiles } from "./page-files.ts";

/** The files of the page under /admin, which contain nothing of users. */
export function createPageRoutes() {
  const app = new Elysia({ name: "admin-page" });
  for (const [path, respond] of adminPageFiles) {
    app.get(`/admin${path}`, ({ request }) => respond(request));
  }
  return app;
}
