/** The right to work for one user, until `leaseUntil`; `epoch` tells this claim from every other. */
export interface Lane {
  readonly userId: number;
  readonly owner: string;
  readonly epoch: number;
  readonly leaseUntil: number;
}

/** The lane to write with; `signal` aborts when it is lost or the process stops. */
export interface Hold {
  readonly lane: Lane;
  readonly signal: AbortSignal;
}
