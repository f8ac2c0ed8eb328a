export type MarkdownNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link" | "image"; readonly url: string; readonly children: MarkdownNode[] }
  | { readonly kind: "list-item"; readonly marker: string; readonly children: MarkdownNode[] }
  | { readonly kind: ContainerKind; readonly children: MarkdownNode[] };

type ContainerKind =
  | "heading"
  | "paragraph"
  | "quote"
  | "code-block"
  | "list"
  | "rule"
  | "table"
  | "row"
  | "cell"
  | "html-block"
  | "bold"
  | "italic"
  | "strike"
  | "code";

type Options = Parameters<typeof Bun.markdown.render>[2];

/**
 * The nodes of a text in CommonMark with GFM's tables, task lists and strikethrough. A line break
 * of either kind is the text `\n`. Linear in time, whatever the nesting.
 */
export function parseMarkdown(markdown: string, options: Options = {}): MarkdownNode[] {
  const nodes: MarkdownNode[] = [];
  // What a callback returns reaches its parent as a string: a short name keeps deep trees linear.
  const keep = (node: MarkdownNode): string => `${nodes.push(node) - 1},`;
  const adopt = (names: string): MarkdownNode[] => {
    const children: MarkdownNode[] = [];
    for (const { 0: raw, 1: name } of names.matchAll(/(\d+),|\D+/g)) {
      children.push((name && nodes[Number(name)]) || { kind: "text", text: raw });
    }
    return children;
  };
  const as = (kind: ContainerKind) => (names: string) => keep({ kind, children: adopt(names) });

  // Not the parser's own autolinks: in Bun 1.4.5 `**https://a.b/c**` loses its whole paragraph.
  const roots = Bun.markdown.render(
    markdown,
    {
      heading: as("heading"),
      paragraph: as("paragraph"),
      blockquote: as("quote"),
      code: as("code-block"),
      list: as("list"),
      listItem: (names, item) =>
        keep({ kind: "list-item", marker: itemMarker(item), children: adopt(names) }),
      hr: as("rule"),
      table: as("table"),
      tr: as("row"),
      th: as("cell"),
      td: as("cell"),
      html: as("html-block"),
      strong: as("bold"),
      emphasis: as("italic"),
      strikethrough: as("strike"),
      codespan: as("code"),
      link: (names, { href }) => keep({ kind: "link", url: href, children: adopt(names) }),
      image: (names, { src }) => keep({ kind: "image", url: src, children: adopt(names) }),
      text: (text) => keep({ kind: "text", text }),
    },
    options,
  );
  return adopt(roots);
}

/** All text below these nodes, in order. */
export function plainText(nodes: readonly MarkdownNode[]): string {
  const texts: string[] = [];
  const open = nodes.toReversed();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "text") texts.push(node.text);
    else for (const child of node.children.toReversed()) open.push(child);
  }
  return texts.join("");
}

interface ListItem {
  readonly index: number;
  readonly ordered: boolean;
  readonly start?: number;
  readonly checked?: boolean;
}

function itemMarker({ index, ordered, start = 1, checked }: ListItem): string {
  if (checked !== undefined) return checked ? "☑ " : "☐ ";
  return ordered ? `${start + index}. ` : "- ";
}
