/** Work that runs on a schedule: in every process, or in one of all processes on a database. */
export interface ScheduledTask {
  readonly name: string;
  /** Five fields, or six with seconds in front, in UTC. */
  readonly pattern: string;
  /**
   * Set if one process runs the task for all: the minimum time between two starts, whatever the
   * processes' clocks say.
   */
  readonly exclusive?: { readonly restMs: number };
  /** Returns whether there is work, for tasks where this is cheaper than taking a lease. */
  isWanted?(): Promise<boolean>;
  run(): Promise<void>;
}
