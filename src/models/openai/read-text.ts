import { asFields, asList, asText } from "./untrusted.ts";

/** Content that is not answer text: reasoning, refusals and tool calls. */
const NO_TEXT =
  /reason|think|summary|refusal|tool|function|call|image|audio|file|error|encrypted|search|computer/;

/**
 * Returns the text of a content: a string, a text part or a list of either; reasoning is not text.
 */
export function joinedText(content: unknown): string {
  if (typeof content === "string") return content;
  const { parts = content } = asFields(content);
  return (Array.isArray(parts) ? parts : [parts]).map(textOfPart).join("");
}

function textOfPart(part: unknown): string {
  if (typeof part === "string") return part;
  const fields = asFields(part);
  if (NO_TEXT.test(asText(fields["type"])) || fields["thought"] === true) return "";
  const { text } = fields;
  return (
    asText(text) ||
    asText(asFields(text)["value"]) ||
    asText(fields["output_text"]) ||
    asText(fields["content"])
  );
}

/** Returns the refusal in a list of contents. */
export function refusalIn(content: unknown): string {
  return asList(content)
    .map(asFields)
    .map((part) => asText(part["refusal"]))
    .join("");
}

/** Returns the text of a Responses output, whatever the kinds of its items. */
export function outputText(output: unknown): string {
  if (typeof output === "string") return output;
  return itemsOf(output)
    .map((item) => ("content" in item ? joinedText(item["content"]) : textOfPart(item)))
    .join("");
}

export function outputRefusal(output: unknown): string {
  return itemsOf(output)
    .map((item) => refusalIn(item["content"]))
    .join("");
}

function itemsOf(output: unknown): Readonly<Record<string, unknown>>[] {
  // Commentary is reasoning, not the final answer.
  return asList(output)
    .map(asFields)
    .filter(
      (item) =>
        item["phase"] !== "commentary" &&
        (item["type"] === "message" || !NO_TEXT.test(asText(item["type"]))),
    );
}
