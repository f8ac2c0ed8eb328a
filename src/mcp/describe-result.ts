import {
  CallToolResultSchema,
  type ContentBlock,
  ContentBlockSchema,
} from "@modelcontextprotocol/sdk/types.js";

/** In the place of a part that is of an unknown kind, or not as the protocol asks. */
const UNREADABLE: ContentBlock = { type: "text", text: "(A part of the result cannot be read.)" };

/**
 * Returns the text that a model reads for a result; content that is no text becomes a note. Throws an
 * error with `issues` if it is no result of a call.
 */
export function describeResult(result: Readonly<Record<string, unknown>>): string {
  const parts = result["content"];
  const { content, structuredContent, isError } = CallToolResultSchema.parse({
    ...result,
    content: Array.isArray(parts)
      ? parts.map((part) => ContentBlockSchema.safeParse(part).data ?? UNREADABLE)
      : parts,
  });
  const texts = content.map(describe).filter((text) => text !== "");
  const text =
    texts.length === 0 && structuredContent !== undefined
      ? JSON.stringify(structuredContent)
      : texts.join("\n");
  if (isError === true) return `The tool reported an error: ${text || "(without a text)"}`;
  return text || "(The tool returned nothing.)";
}

function describe(content: ContentBlock): string {
  switch (content.type) {
    case "text":
      return content.text;
    case "image":
      return notShown("An image", content.mimeType);
    case "audio":
      return notShown("A recording", content.mimeType);
    case "resource_link":
      return `${content.title ?? content.name}: ${content.uri}`;
    case "resource":
      return "text" in content.resource
        ? content.resource.text
        : notShown("A file", content.resource.mimeType ?? content.resource.uri);
  }
}

function notShown(kind: string, detail: string): string {
  return `(${kind} is part of the result and cannot be shown: ${detail.slice(0, 200)}.)`;
}
