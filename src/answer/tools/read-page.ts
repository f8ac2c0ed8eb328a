import { UserFacingError } from "../../core/errors.ts";
import type { PageText } from "../../media/read-page.ts";
import { addressesIn, addressesWrittenIn, addressKey } from "../addresses.ts";
import type { KnownPages } from "../reply/list-sources.ts";
import type { ToolContext, ToolMaker } from "./tool.ts";
import { WEB_SEARCH } from "./web-search.ts";

const READ_PAGE = "read_page";

/** In UTF-16 units, so that the frame around it still fits into a result. */
const BUDGET = 10_000;

/**
 * Opens a page of the web. A page may tell the model to open an address that has the user's secrets in
 * it, which would send them to that page's owner: so only addresses are opened that the model cannot
 * have composed.
 */
export const readPage: ToolMaker = ({ readPage: read }) => {
  if (read === null) return null;
  return {
    definition: {
      name: READ_PAGE,
      description:
        "Opens a web page, a PDF or an office file on the web and returns its text. Only addresses can be " +
        "opened that the user wrote, or that web_search or read_page returned for this answer, letter by letter.",
      parameters: {
        type: "object",
        properties: {
          url: { type: "string", description: "The address." },
          question: {
            type: "string",
            description: "What to look for; decides what is returned of a long page.",
          },
        },
        required: ["url"],
        additionalProperties: false,
      },
    },
    isRepeatable: true,
    run: async ({ url, question }, context) => {
      const address = typeof url === "string" ? url.trim() : "";
      const known = knownAddress(address, context);
      if (known === null) throw new UserFacingError(NOT_KNOWN);
      const { userId } = context.turn;
      const wanted = {
        userId,
        url: known,
        question: typeof question === "string" ? question : "",
        budget: BUDGET,
      };
      return format(await read(wanted, context.signal));
    },
  };
};

// Without the address: what a tool returns may be opened.
const NOT_KNOWN =
  "only an address can be opened that the user wrote, or that web_search or read_page returned for this " +
  "answer: search for the page, or ask the user for its address.";

/** Returns the address as it was written or found; null if it was not. */
function knownAddress(address: string, { said, earlier }: ToolContext): string | null {
  const key = addressKey(address);
  if (key === null) return null;
  const written = said.flatMap(addressesWrittenIn);
  return [...written, ...foundAddresses(earlier)].find((one) => addressKey(one) === key) ?? null;
}

/** Returns the pages that an answer may cite, by the calls before it and what its server says that it cites. */
export function pagesOf(
  earlier: ToolContext["earlier"],
  cited: readonly string[] = [],
): KnownPages {
  const opened = earlier.flatMap(({ call, end }) =>
    end.state === "finished" && call.name === READ_PAGE ? addressesIn(end.result).slice(0, 1) : [],
  );
  return { found: foundAddresses(earlier), used: [...cited, ...opened] };
}

/** Returns the addresses that searches and pages of a turn have returned. */
function foundAddresses(earlier: ToolContext["earlier"]): string[] {
  return earlier.flatMap(({ call, end }) =>
    end.state === "finished" && (call.name === WEB_SEARCH || call.name === READ_PAGE)
      ? addressesIn(end.result)
      : [],
  );
}

function format(page: PageText): string {
  if (page.kind === "problem") throw new UserFacingError(describeProblem(page));
  const { url, text, isWhole } = page;
  return `${url}\n${isWhole ? "" : "(Parts of the page; ask again with another question for others.)\n"}\n${text}`;
}

function describeProblem({ problem, status }: Extract<PageText, { kind: "problem" }>): string {
  switch (problem) {
    case "refused":
      return "this is no address of a public page.";
    case "private":
      return "the address leads to a private network, which is not opened.";
    case "answer":
      return `the page's server refused it (HTTP ${status}).`;
    case "redirects":
      return "the page redirects too often.";
    case "unreachable":
    case "interrupted":
      return "the page's server did not answer.";
    case "too-big":
      return "the page is larger than 2 MB.";
    case "not-text":
      return "there is no text at this address, but a picture, a sound or a video.";
    case "unreadable":
      return "the page has no text that can be read.";
  }
}
