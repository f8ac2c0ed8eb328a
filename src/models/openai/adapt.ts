import { type Feature, FeaturesRefused } from "./refused-features.ts";

/**
 * A request without the features that a server refuses, and the optional parts that it still has.
 */
export interface Tailored<Body> {
  readonly body: Body;
  readonly features: readonly Feature[];
}

/** Called once for each feature that a server refuses. */
export type OnRefused = (feature: Feature) => void;

/**
 * Remembers the features that one server has refused since the process started, and repeats the
 * request once without them: that costs nothing, because a refused request is not charged.
 */
export function createAdaptation(onRefused: OnRefused = () => {}) {
  const refused = new Set<Feature>();
  return async function ask<Body, T>(
    tailor: (avoided: ReadonlySet<Feature>) => Tailored<Body>,
    send: (body: Body) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const { body, features } = tailor(new Set(refused));
      try {
        return await send(body);
      } catch (error) {
        if (!(error instanceof FeaturesRefused)) throw error;
        const named = error.features.filter((feature) => features.includes(feature));
        // The functions are offered until they are refused themselves.
        const newlyRefused = named.includes("web_search")
          ? named.filter((feature) => feature !== "tools")
          : named;
        // The request was already sent without them, so they are not the cause.
        if (newlyRefused.length === 0) throw error.otherwise;
        for (const feature of newlyRefused) {
          // Of two requests at the same time, the later one learns nothing new.
          if (!refused.has(feature)) onRefused(feature);
          refused.add(feature);
        }
      }
    }
  };
}
