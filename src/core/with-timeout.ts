import { TransientError } from "./errors.ts";
import type { Clock } from "./ports.ts";

/**
 * Resolves with the result of `work`, or rejects with a `TransientError` after `ms`; `work` itself
 * continues.
 */
export async function withTimeout<T>(ms: number, clock: Clock, work: Promise<T>): Promise<T> {
  const { promise: overdue, reject } = Promise.withResolvers<never>();
  const cancel = clock.after(ms, () =>
    reject(new TransientError(`No answer within ${ms} ms.`, { code: "overdue" })),
  );
  try {
    return await Promise.race([work, overdue]);
  } finally {
    cancel();
  }
}
