import type { MessageContext } from "../../core/message.ts";
import { wrapUntrusted } from "../prompt/untrusted.ts";

const KINDS: Readonly<Record<MessageContext["kind"], string>> = {
  ad: "ad that the user came from",
  form: "form that the user filled in",
  choice: "choice that the user made",
};

/** What came with a message beside its words, set off as something that the user sent. */
export function describeContext({ kind, facts }: MessageContext): string {
  const lines = Object.entries(facts).map(([name, value]) => `${name}: ${value}`);
  return wrapUntrusted(KINDS[kind], {}, lines.join("\n")).text;
}
