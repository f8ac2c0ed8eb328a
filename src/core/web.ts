/** A page that a search has found. */
export interface FoundPage {
  /** An address of http or https. */
  readonly url: string;
  readonly title: string;
  /** A few sentences of the page. */
  readonly text: string;
  /** The time of publication in the engine's words; null if it does not say. */
  readonly date: string | null;
}

export interface SearchEngine {
  /** The provider that charges: `brave`, `tavily`, or the host of a server of one's own. */
  readonly provider: string;
  /** Returns pages, the best first. Throws `TransientError` or `PermanentError`. */
  search(query: string, signal: AbortSignal): Promise<readonly FoundPage[]>;
}

/**
 * The reason why a page is not opened. `refused`: it is not the address of a public page; `private`: it leads to this machine or a private network; `answer`: the server answered with a failure status.
 */
export type PageProblem = "refused" | "private" | "answer" | "redirects" | "unreachable";

export type OpenedPage =
  | {
      readonly kind: "page";
      /** The address after all redirects. */
      readonly url: string;
      readonly contentType: string;
      /** Decoded, as it arrives; nothing is read before the reader asks for it. */
      readonly body: ReadableStream<Uint8Array>;
    }
  | { readonly kind: "problem"; readonly problem: PageProblem; readonly status?: number };

/** Opens pages of the public web, and of no other network; throws the signal's reason once it aborts. */
export interface PageSource {
  open(url: string, signal: AbortSignal): Promise<OpenedPage>;
}

/** Of one reply, that a model makes itself: what they may cost is reserved. */
export const MAX_HOSTED_SEARCHES = 3;
