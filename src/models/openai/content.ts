import type { ContentPart, ModelRequest, ModelTurn } from "../../core/ports.ts";
import type { ToolRound } from "../../core/tool-call.ts";
import type { Feature } from "./refused-features.ts";

const UNSHOWN = {
  image: "(A picture, which this model cannot be shown.)",
  file: "(A file, which this model cannot be shown.)",
} as const;

/**
 * Returns the turns without the features that the server refuses: pictures and files become words.
 */
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

/**
 * Returns the turns with the instructions as the start of the conversation, for servers without a
 * system role.
 */
export function turnsWithInstructions(
  instructions: string,
  turns: readonly ModelTurn[],
): ModelTurn[] {
  const said: ContentPart = { kind: "text", text: instructions };
  const [first, ...others] = turns;
  if (first?.role !== "user") return [{ role: "user", content: [said] }, ...turns];
  return [{ role: "user", content: [said, ...first.content] }, ...others];
}

/**
 * Returns the turns with the tool results as text in the last one, for servers without a role for
 * them.
 */
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

/** Returns the kinds of content beside text in these turns. */
export function kindsIn(turns: readonly ModelTurn[]): Feature[] {
  return turns.flatMap(({ content }) =>
    content.flatMap((part) => (part.kind === "text" ? [] : [featureOf(part)])),
  );
}

function featureOf({ kind }: Exclude<ContentPart, { readonly kind: "text" }>): Feature {
  return kind === "image" ? "images" : "files";
}

/**
 * Returns the parts as one text, or null if not all of them are texts; a lone surrogate, which no
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

/** Returns bytes as part of the request itself: the upstream need not fetch or store anything. */
export function dataUrl({
  bytes,
  contentType,
}: Exclude<ContentPart, { readonly kind: "text" }>): string {
  return `data:${contentType};base64,${Buffer.from(bytes).toString("base64")}`;
}
