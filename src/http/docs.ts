import { swagger } from "@elysiajs/swagger";
import { Elysia, type AnyElysia } from "elysia";
import { assetRoutes } from "./docs-assets.ts";

// Redoc writes its styles into the page and searches in a worker that it creates.
const REDOC_STYLE = "style-src 'unsafe-inline'; worker-src blob:";
const SWAGGER_STYLE = "style-src 'self'";

/**
 * Serves the API's documentation: Swagger UI at `/docs`, Redoc at `/redoc`, and their data at
 * `/openapi.json`. Everything comes from this program; the pages make no request to another host.
 */
export function createDocsRoutes(deps: {
  readonly appName: string;
  readonly version: string;
  /** The plugins whose routes are described. */
  readonly routes: readonly AnyElysia[];
  /** Loads more of them, with the first request for the description. */
  more?(): Promise<readonly AnyElysia[]>;
}) {
  const { appName, version, routes, more = async () => [] } = deps;
  const title = `${appName} API`;
  let spec: Promise<string> | null = null;

  return new Elysia({ name: "docs", detail: { hide: true } })
    .get("/docs", () =>
      page(title, SWAGGER_STYLE, [
        '<link rel="stylesheet" href="/docs/swagger-ui.css">',
        '<div id="swagger-ui"></div>',
        '<script src="/docs/swagger-ui.js"></script>',
        '<script src="/docs/start.js"></script>',
      ]),
    )
    .get("/redoc", () =>
      page(title, REDOC_STYLE, [
        "<style>body { margin: 0 }</style>",
        '<redoc spec-url="/openapi.json"></redoc>',
        '<script src="/redoc/redoc.js"></script>',
      ]),
    )
    .get("/openapi.json", async () => {
      spec ??= more().then((rest) => describe(title, version, [...routes, ...rest]));
      return new Response(await spec, { headers: { "content-type": "application/json" } });
    })
    .use(assetRoutes);
}

/**
 * Returns the API description. The plugin also serves a page from a CDN, so it runs in an app of
 * its own.
 */
async function describe(
  title: string,
  version: string,
  routes: readonly AnyElysia[],
): Promise<string> {
  const specPath = "/openapi.json";
  const info = { title, version, description: "The routes of this server." };
  const app: AnyElysia = new Elysia().use(swagger({ specPath, documentation: { info } }));
  for (const plugin of routes) app.use(plugin);
  const response = await app.handle(new Request(`http://localhost${specPath}`));
  return await response.text();
}

function page(title: string, stylePolicy: string, content: readonly string[]): Response {
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${Bun.escapeHTML(title)}</title>
<link rel="icon" href="data:,">
${content.join("\n")}
</html>
`;
  return new Response(html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        `${stylePolicy}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  });
}
