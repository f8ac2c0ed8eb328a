import { PermanentError } from "../../core/errors.ts";
import { type Feature, FeaturesRefused, UnexplainedRefusal } from "./refused-features.ts";

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
 * request once without them: that costs nothing, because a refused request is not charged. A request
 * with tools that is refused in unknown words is repeated without tools, and if that is answered, the
 * tools were the reason.
 */
export function createAdaptation(onRefused: OnRefused = () => {}) {
  const refused = new Set<Feature>();

  function remember(feature: Feature): void {
    // Of two requests at the same time, the later one learns nothing new.
    if (!refused.has(feature)) onRefused(feature);
    refused.add(feature);
  }

  return async function ask<Body, T>(
    tailor: (avoided: ReadonlySet<Feature>) => Tailored<Body>,
    send: (body: Body) => Promise<T>,
  ): Promise<T> {
    let unexplained: UnexplainedRefusal | null = null;
    for (;;) {
      const avoided = new Set(refused);
      if (unexplained !== null) avoided.add("tools");
      const { body, features } = tailor(avoided);
      try {
        const answer = await send(body);
        if (unexplained !== null) remember("tools");
        return answer;
      } catch (error) {
        if (error instanceof UnexplainedRefusal && unexplained === null && mayBeTools(features)) {
          unexplained = error;
          continue;
        }
        if (!(error instanceof FeaturesRefused)) throw unexplainedOr(error, unexplained);
        const named = error.features.filter((feature) => features.includes(feature));
        // The functions are offered until they are refused themselves.
        const newlyRefused = named.includes("web_search")
          ? named.filter((feature) => feature !== "tools")
          : named;
        // The request was already sent without them, so they are not the cause.
        if (newlyRefused.length === 0) throw unexplainedOr(error.otherwise, unexplained);
        for (const feature of newlyRefused) remember(feature);
      }
    }
  };
}

/** Returns whether tools may be the reason: not if the request has the result of one that was called. */
function mayBeTools(features: readonly Feature[]): boolean {
  return features.includes("tools") && !features.includes("tool-role");
}

/** Returns the first refusal where the request without tools was refused too: tools were not the reason. */
function unexplainedOr(error: unknown, first: UnexplainedRefusal | null): unknown {
  return first !== null && error instanceof PermanentError ? first : error;
}
