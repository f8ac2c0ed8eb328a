/** The right to work for one user, until `leaseUntil`; `epoch` tells this claim from every other. */
export interface Lane {
  readonly userId: number;
  readonly owner: string;
  readonly epoch: number;
  readonly leaseUntil: number;
}

/** What a step of a lane may do, and how long. */
export interface LaneLease {
  /** The lane to write with. */
  readonly lane: Lane;
  /** A send that begins later could outlast the lease. */
  readonly sendBefore: number;
  /** Aborts when the lane is lost, the process stops, or a newer message of the user interrupts. */
  readonly signal: AbortSignal;
  /** Aborts when the lane is lost or the process stops. */
  readonly ending: AbortSignal;
}
