import type { MessageContext } from "../../core/message.ts";
import { wrapUntrusted } from "../prompt/untrusted.ts";

const KINDS: Readonly<Record<MessageContext["kind"], string>> = {
  ad: "ad that the user came from",
  form: "form that the user filled in",
  choice: "choice that the user made",
  order: "order that the user placed",
  reaction: "reaction that the user put on the quoted message",
};

/** Describes the context of a message, wrapped as text that the user did not write. */
export function describeContext({ kind, facts }: MessageContext): string {
  const lines = Object.entries(facts).map(([name, value]) => `${name}: ${value}`);
  return wrapUntrusted(KINDS[kind], {}, lines.join("\n")).text;
}
