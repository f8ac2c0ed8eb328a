/** A page that a search has found. */
export interface FoundPage {
  /** An address of http or https. */
  readonly url: string;
  readonly title: string;
  /** A few sentences of the page. */
  readonly text: string;
  /** When it was published, as the engine says it; null if it does not. */
  readonly date: string | null;
}

export interface SearchEngine {
  /** Who is paid: `brave`, `tavily`, or the host of a server of one's own. */
  readonly provider: string;
  /** Returns pages, the best first. Throws `TransientError` or `PermanentError`. */
  search(query: string, signal: AbortSignal): Promise<readonly FoundPage[]>;
}

/**
 * Why a page is not opened. `refused`: its address is none of a public page; `private`: it leads to
 * this machine or a private network; `answer`: the server answered with a status of a failure.
 */
export type PageProblem = "refused" | "private" | "answer" | "redirects" | "unreachable";

export type OpenedPage =
  | {
      readonly kind: "page";
      /** Where the redirects ended. */
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
