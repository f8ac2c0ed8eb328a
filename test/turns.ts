import type { ModelRequest, ModelTurn } from "../src/core/ports.ts";

/** A turn of nothing but text. */
export function textTurn(role: ModelTurn["role"], text: string): ModelTurn {
  return { role, content: [{ kind: "text", text }] };
}

/** Returns a model's input without the times at the end of every message. */
export function withoutMoments(text: string): string {
  return text.replaceAll(/\s*\((?:Sent on|It is) \w+day, [^\n]*\)$/gm, "");
}

/** The texts of a request's last turn, one after the other, but for the moments. */
export function lastText({ turns }: Pick<ModelRequest, "turns">): string {
  const texts = turns.at(-1)?.content.map((part) => (part.kind === "text" ? part.text : ""));
  return withoutMoments(texts?.join("\n") ?? "");
}
