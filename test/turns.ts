import type { ModelRequest, ModelTurn } from "../src/core/ports.ts";

/** A turn of nothing but text. */
export function textTurn(role: ModelTurn["role"], text: string): ModelTurn {
  return { role, content: [{ kind: "text", text }] };
}

/** The texts of a request's last turn, one after the other. */
export function lastText({ turns }: Pick<ModelRequest, "turns">): string {
  const texts = turns.at(-1)?.content.map((part) => (part.kind === "text" ? part.text : ""));
  return texts?.join("\n") ?? "";
}
