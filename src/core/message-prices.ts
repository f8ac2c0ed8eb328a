/** The amount that a messenger charged for one message. */
export interface PricedMessage {
  readonly sid: string;
  readonly direction: "in" | "out";
  /** By the messenger's clock. */
  readonly sentAt: number;
  readonly price:
    | { readonly kind: "known"; readonly nanoDollars: bigint }
    /** In a currency other than the US dollar. */
    | { readonly kind: "foreign"; readonly currency: string }
    | { readonly kind: "not-yet" }
    /** There is none, and none is to come. */
    | { readonly kind: "none" };
}

/** The messenger's own account of what messages cost. Throws `TransientError` or `PermanentError`. */
export interface PriceSource {
  /**
   * Lists the prices of messages to and from our address that were sent in a span, by the messenger's
   * clock. Not `isWhole` if there were more than can be listed.
   */
  listPrices(span: {
    readonly from: number;
    readonly to: number;
  }): Promise<{ readonly messages: readonly PricedMessage[]; readonly isWhole: boolean }>;
}
