import { resolve } from "node:path";
import { Elysia } from "elysia";
import redocPath from "redoc/bundles/redoc.standalone.js" with { type: "file" };
import swaggerPath from "swagger-ui-dist/swagger-ui-bundle.js" with { type: "file" };
import swaggerStylePath from "swagger-ui-dist/swagger-ui.css" with { type: "file" };

/** A logo that Redoc would fetch from a CDN; it leaves the logo out if this fails. */
export const REDOC_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg";

// `validatorUrl: null`: otherwise the badge sends our description to an online validator.
const SWAGGER_START = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
});
`;

const SCRIPT = "text/javascript; charset=utf-8";

/**
 * The routes of the documentation pages' scripts and styles, as their packages ship them, from
 * inside the executable.
 */
export const assetRoutes = new Elysia({ name: "docs-assets", detail: { hide: true } })
  .get("/docs/swagger-ui.js", () => asset(shipped(swaggerPath), SCRIPT))
  .get("/docs/swagger-ui.css", () => asset(shipped(swaggerStylePath), "text/css; charset=utf-8"))
  .get("/docs/start.js", () => asset(SWAGGER_START, SCRIPT))
  .get("/redoc/redoc.js", async () => {
    const bundle = await shipped(redocPath).text();
    return asset(bundle.replace(REDOC_LOGO, "data:,"), SCRIPT);
  });

/** A path is absolute but in the npm package, where it is relative to the file that this is bundled into. */
function shipped(path: string): Bun.BunFile {
  return Bun.file(resolve(import.meta.dir, path));
}

function asset(body: string | Blob, contentType: string): Response {
  return new Response(body, {
    headers: { "content-type": contentType, "cache-control": "public, max-age=3600" },
  });
}
