import type { Overrides } from "../../src/app/overrides.ts";

const HELD_BACK_MS = 30;

/** `before send` or `after nextStep look-up`: a call that is about to be made, or that had its result. */
export type Point = string;

/** A process dies when it passes this point for the `nth` time (1 is the first). */
export interface KillPoint {
  readonly at: Point;
  readonly nth: number;
}

/**
 * Tells of every call that passes through a port. `after` is told when the call has ended well and
 * brought something; what was chosen among several kinds carries its kind.
 */
export function tellOfCalls(
  onPass: (point: Point) => Promise<void>,
): NonNullable<Overrides["around"]> {
  return (port) =>
    new Proxy(port, {
      get(target, name) {
        const found: unknown = Reflect.get(target, name);
        if (typeof found !== "function") return found;
        return async (...given: unknown[]) => {
          await onPass(`before ${String(name)}`);
          const result: unknown = await Reflect.apply(found, target, given);
          if (result !== null) await onPass(`after ${String(name)}${kindOf(result)}`);
          return result;
        };
      },
    });
}

/**
 * Returns a listener that ends this very process, without a word, at the given point. A call that is
 * about to be made is held back for a moment first: whatever should have waited for it, and does
 * not, has the time to show.
 */
export function createKillSwitch(killPoint: KillPoint | null): (point: Point) => Promise<void> {
  let passed = 0;
  return async (point) => {
    if (point !== killPoint?.at) return;
    passed += 1;
    if (passed !== killPoint.nth) return;
    if (point.startsWith("before ")) await Bun.sleep(HELD_BACK_MS);
    process.kill(process.pid, "SIGKILL");
  };
}

function kindOf(result: unknown): string {
  return typeof result === "object" && result !== null && "kind" in result
    ? ` ${String(result.kind)}`
    : "";
}
