/** Work that is done by the clock: by every process for itself, or by one of all on a database. */
export interface ScheduledTask {
  readonly name: string;
  /** Five fields, or six with seconds in front, in UTC. */
  readonly pattern: string;
  /**
   * Set where one process does it for all: how long after one beginning none begins again, whatever
   * the processes' clocks say.
   */
  readonly exclusive?: { readonly restMs: number };
  /** Returns whether there is anything to do, where that is cheaper to ask than a lease is to take. */
  isWanted?(): Promise<boolean>;
  run(): Promise<void>;
}
