/** The right to work for one user, until `leaseUntil`; `epoch` distinguishes this claim from every other. */
export interface Lane {
  readonly userId: number;
  readonly owner: string;
  readonly epoch: number;
  readonly leaseUntil: number;
}

/** The permission of a step of a lane, and its limits in time. */
export interface LaneLease {
  /** The lane that a write must name. */
  readonly lane: Lane;
  /** A send that begins later could outlast the lease. */
  readonly sendBefore: number;
  /** Aborts when the lane is lost, the process stops, or a newer message of the user interrupts. */
  readonly signal: AbortSignal;
  /** Aborts when the lane is lost or the process stops. */
  readonly ending: AbortSignal;
}

/** A lane that was given back. */
export interface Released {
  /** The milliseconds until it is due again, 0 or less if it is; null if it is idle. */
  readonly untilNextMs: number | null;
}
