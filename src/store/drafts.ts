import type { Bill } from "./charges.ts";
import type { Budget } from "./spending.ts";
import type { Draft } from "./turn.ts";

export interface KeptDraft {
  readonly draft: Draft;
  /** The cost of the model's call. */
  readonly bill: Bill;
  /** The parts that its reply may have. */
  readonly maxParts: number;
  /** The most that speaking may cost. */
  readonly budget: Budget;
}
