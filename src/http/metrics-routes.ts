import { Elysia, NotFoundError } from "elysia";
import type { Metrics, ScrapeDeps } from "./metrics.ts";

/**
 * `GET /metrics` for Prometheus. If a token is set, a request needs that token; without one the
 * route exists only in development. Any other request gets a 404.
 */
export function createMetricsRoutes(
  deps: ScrapeDeps & {
    readonly metrics: Metrics;
    readonly token: string | null;
    readonly isProduction: boolean;
  },
) {
  const { metrics, token, isProduction } = deps;
  return new Elysia({ name: "metrics" }).get(
    "/metrics",
    async ({ headers }) => {
      const isOpen = token === null ? !isProduction : bears(headers["authorization"], token);
      if (!isOpen) throw new NotFoundError();
      const text = await metrics.scrape(deps);
      return new Response(text, { headers: { "content-type": metrics.contentType } });
    },
    {
      detail: {
        tags: ["Health"],
        summary: "Counters and gauges for Prometheus",
        responses: {
          200: { description: "The metrics, in Prometheus' text format." },
          404: { description: "The token is missing or wrong." },
        },
      },
    },
  );
}

// Hashed first, so that the comparison reveals neither a correct prefix nor the token's length.
function bears(header: string | undefined, token: string): boolean {
  return crypto.timingSafeEqual(sha256(header ?? ""), sha256(`Bearer ${token}`));
}

function sha256(text: string): Buffer {
  return Bun.CryptoHasher.hash("sha256", text);
}
