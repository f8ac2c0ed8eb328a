import type { OpenAI } from "openai";
import type { ModelRequest } from "../../core/ports.ts";
import { asFields, asList, asText } from "./untrusted.ts";

const AREAS =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/(?:[\w-]+\/)?([\w-]+)$/;

/**
 * Returns OpenAI's own search, for a user about where the time zone is: without a place it would search
 * as if from the United States.
 */
export function toHostedSearch({
  timezone,
}: NonNullable<ModelRequest["webSearch"]>): OpenAI.Responses.WebSearchTool {
  const city = AREAS.exec(timezone)?.[1]?.replaceAll("_", " ");
  return {
    type: "web_search",
    user_location: { type: "approximate", timezone, ...(city !== undefined && { city }) },
  };
}

/**
 * Returns the addresses of the pages that an answer cites, each once: in the annotations of Responses,
 * or of a chat.
 */
export function citedPages(body: Readonly<Record<string, unknown>>): string[] {
  const contents = asList(body["output"]).flatMap((item) => asList(asFields(item)["content"]));
  const messages = asList(body["choices"]).map((choice) => asFields(choice)["message"]);
  const cited = [...contents, ...messages]
    .flatMap((one) => asList(asFields(one)["annotations"]))
    .map(asFields)
    .filter((annotation) => annotation["type"] === "url_citation")
    .map(
      (annotation) =>
        asText(annotation["url"]) || asText(asFields(annotation["url_citation"])["url"]),
    )
    .filter((url) => /^https?:\/\//i.test(url));
  return [...new Set(cited)];
}
