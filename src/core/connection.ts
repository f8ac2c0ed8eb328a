/** The connection by which a request came. */
export interface Connection {
  /** The address of its other end, null if unknown. */
  readonly peer: string | null;
  /** Lets this request wait for its response for as long as that takes. */
  keepOpen(): void;
}
