import type { ContentPart, ModelRequest, ModelTurn } from "../../core/ports.ts";
import type { ToolRound } from "../../core/tool-call.ts";
import type { Feature } from "./refused-features.ts";

const UNSHOWN = {
  image: "(A picture, which this model cannot be shown.)",
  file: "(A file, which this model cannot be shown.)",
} as const;

/** The request's turns less what the server refuses: words in place of pictures and files. */
export function turnsWithout(
  avoided: ReadonlySet<Feature>,
  { turns }: Pick<ModelRequest, "turns">,
): ModelTurn[] {
  return turns.map(({ role, content }) => ({
    role,
    content: content.map((part) =>
      part.kind !== "text" && avoided.has(featureOf(part))
        ? { kind: "text", text: UNSHOWN[part.kind] }
        : part,
    ),
  }));
}

/** The turns with the instructions as the beginning of the conversation, for servers without a role for them. */
export function turnsWithInstructions(
  instructions: string,
  turns: readonly ModelTurn[],
): ModelTurn[] {
  const said: ContentPart = { kind: "text", text: instructions };
  const [first, ...others] = turns;
  if (first?.role !== "user") return [{ role: "user", content: [said] }, ...turns];
  return [{ role: "user", content: [said, ...first.content] }, ...others];
}

/** The turns with the results of tools as words of the last one, for where they have no place of their own. */
export function turnsWithResults(
  turns: readonly ModelTurn[],
  rounds: readonly ToolRound[],
): readonly ModelTurn[] {
  const last = turns.at(-1);
  if (last === undefined || rounds.length === 0) return turns;
  const results = rounds.flatMap(({ calls, results: texts }) =>
    calls.map(({ name, arguments: given }, index): ContentPart => {
      const call = `(You have called the tool ${name} with ${given ?? "nothing"}. It returned:)`;
      return { kind: "text", text: `${call}\n${texts[index] ?? ""}` };
    }),
  );
  return [...turns.slice(0, -1), { ...last, content: [...last.content, ...results] }];
}

/** What beside words the turns hold. */
export function kindsIn(turns: readonly ModelTurn[]): Feature[] {
  return turns.flatMap(({ content }) =>
    content.flatMap((part) => (part.kind === "text" ? [] : [featureOf(part)])),
  );
}

function featureOf({ kind }: Exclude<ContentPart, { readonly kind: "text" }>): Feature {
  return kind === "image" ? "images" : "files";
}

/**
 * The parts as one text, or null when not all of them are texts; a lone surrogate, which no
 * upstream can decode, becomes U+FFFD.
 */
export function onlyText(content: readonly ContentPart[]): string | null {
  const texts: string[] = [];
  for (const part of content) {
    if (part.kind !== "text") return null;
    texts.push(part.text);
  }
  return texts.join("\n\n").toWellFormed();
}

/** Bytes within the request itself: nothing has to be fetched or kept at the upstream. */
export function dataUrl({
  bytes,
  contentType,
}: Exclude<ContentPart, { readonly kind: "text" }>): string {
  return `data:${contentType};base64,${Buffer.from(bytes).toString("base64")}`;
}
