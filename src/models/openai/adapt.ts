import { type Feature, FeaturesRefused } from "./refused-features.ts";

/** A request that leaves out what a server refuses, and the optional parts that it still has. */
export interface Tailored<Body> {
  readonly body: Body;
  readonly features: readonly Feature[];
}

/**
 * Remembers what one server has refused since the process began, and asks once more without it: that
 * costs nothing, because a request that is refused is not paid for.
 */
export function createAdaptation() {
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
        const learnt = error.features.filter((feature) => features.includes(feature));
        // It was asked without them already, so that they are not what it minds.
        if (learnt.length === 0) throw error.otherwise;
        for (const feature of learnt) refused.add(feature);
      }
    }
  };
}
