import type { ModelRequest, ModelTurn } from "../src/core/ports.ts";

/** A turn of nothing but text. */
export function textTurn(role: ModelTurn["role"], text: string): ModelTurn {
  return { role, content: [{ kind: "text", text }] };
}

/** What the model was shown, without the moment that stands at the end of every prompt. */
export function withoutMoment(text: string): string {
  return text.replace(/\s*\(It is \w+day, [^\n]*\)$/, "");
}

/** The texts of a request's last turn, one after the other, but for the moment. */
export function lastText({ turns }: Pick<ModelRequest, "turns">): string {
  const texts = turns.at(-1)?.content.map((part) => (part.kind === "text" ? part.text : ""));
  return withoutMoment(texts?.join("\n") ?? "");
}
