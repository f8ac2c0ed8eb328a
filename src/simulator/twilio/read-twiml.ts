import { Parser } from "htmlparser2";
import type { Posted } from "./signed-post.ts";

export interface TwimlMessage {
  readonly body: string;
  readonly mediaUrls: readonly string[];
  /** The address for its delivery reports. */
  readonly action: string | null;
}

/**
 * Returns the messages that a webhook's response makes Twilio send, in order; any response but XML
 * is one message.
 */
export function readTwiml({ status, body, contentType }: Posted): TwimlMessage[] {
  if (status === null || status >= 300 || body === "") return [];
  if (/^(text|application)\/(\w+\+)?xml\b/.test(contentType)) return readMessages(body);
  return contentType.startsWith("text/plain") ? [{ body, mediaUrls: [], action: null }] : [];
}

function readMessages(xml: string): TwimlMessage[] {
  const found: { own: string; body: string; mediaUrls: string[]; action: string | null }[] = [];
  const path: string[] = [];
  const parser = new Parser(
    {
      onopentag: (name, { action = null }) => {
        path.push(name);
        const message = found.at(-1);
        if (path.join("/") === "Response/Message") {
          found.push({ own: "", body: "", mediaUrls: [], action });
        } else if (name === "Media") message?.mediaUrls.push("");
      },
      ontext: (text) => {
        const message = found.at(-1);
        if (message === undefined) return;
        switch (path.slice(2).join("/")) {
          case "":
            if (path[1] === "Message") message.own += text;
            break;
          case "Body":
            message.body += text;
            break;
          case "Media":
            message.mediaUrls.push((message.mediaUrls.pop() ?? "") + text);
            break;
        }
      },
      onclosetag: () => path.pop(),
    },
    { xmlMode: true },
  );
  parser.end(xml);
  // Text may be in the message itself as well as in its body.
  return found.map(({ own, body, mediaUrls, action }) => ({
    body: body || own.trim(),
    mediaUrls,
    action,
  }));
}
