/** The right to work for one user, until `leaseUntil`; `epoch` tells this claim from every other. */
export interface Lane {
  readonly userId: number;
  readonly owner: string;
  readonly epoch: number;
  readonly leaseUntil: number;
}

/** The lane to write with, and when to stop. */
export interface Hold {
  readonly lane: Lane;
  /** Aborts when the lane is lost, the process stops, or a newer message of the user calls this off. */
  readonly signal: AbortSignal;
  /** Aborts when the lane is lost or the process stops. */
  readonly ending: AbortSignal;
}
