import type { OutboundPart } from "../../core/ports.ts";
import { withoutButtons, wordsOfPart } from "../../core/reply-part.ts";
import { fileUrl } from "./file-url.ts";
import { sendableText } from "../sendable-text.ts";
import { statusCallbackUrl } from "./status-callback-url.ts";

/**
 * Returns the response to a webhook as TwiML: each part a message to the user, in order, whose
 * delivery reports carry its nonce. Without parts, the response sends nothing.
 */
export function writeTwiml(parts: readonly OutboundPart[], publicUrl: string): string {
  if (parts.length === 0) return "<Response/>";
  const messages = parts.map((part) => writeMessage(part, publicUrl)).join("");
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${messages}</Response>`;
}

function writeMessage({ content: part, nonce }: OutboundPart, publicUrl: string): string {
  const action = escape(statusCallbackUrl(publicUrl, nonce));
  const text = sendableText(wordsOfPart(withoutButtons(part)));
  const content = [
    ...(text === "" ? [] : [`<Body>${escape(text)}</Body>`]),
    ...(part.kind !== "media" ? [] : [`<Media>${escape(fileUrl(publicUrl, part.file))}</Media>`]),
  ];
  return `<Message action="${action}" method="POST">${content.join("")}</Message>`;
}

function escape(text: string): string {
  return (
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      // An XML reader would turn it into a line feed.
      .replaceAll("\r", "&#xD;")
  );
}
