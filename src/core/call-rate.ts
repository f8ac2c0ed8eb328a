/** The calls that an address of ours accepts in a minute, from all servers together. */
export interface CallRate {
  readonly perMinute: number;
  /** The number of them that may follow one another at once; all of them if absent. */
  readonly atOnce?: number;
}
