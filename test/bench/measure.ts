import type { Figure, Series } from "./figures.ts";
import type { StandIns } from "./stand-ins.ts";

export interface Circumstances {
  /** The built executable, or what else runs the bot. */
  readonly program: readonly string[];
  /** Another one to hold it against in the same run; null when none was named. */
  readonly other: readonly string[] | null;
  readonly standIns: StandIns;
  /** Fewer rounds, for a first look. */
  readonly isQuick: boolean;
}

/** Measures one thing in a few figures. */
export type Measure = (circumstances: Circumstances) => Promise<{
  readonly figures: readonly Figure[];
  readonly series?: readonly Series[];
}>;
