import { isOff } from "./docx-numbering.ts";
import { attribute, type Attributes, readXml } from "./read-xml.ts";
import type { Script } from "./scripts.ts";
import type { Archive } from "./zip.ts";

const MAX_ANCESTORS = 20;

interface Style {
  base: string | null;
  heading?: number;
  list?: string;
  level?: number;
  script?: Script | null;
  isHidden?: boolean;
}

export type StyleOf = (id: string) => Omit<Style, "base">;

/** Reads the headings, numbers, raised and hidden text of a Word document's styles. */
export async function readStyles(archive: Archive, part: string | null): Promise<StyleOf> {
  const styles = new Map<string, Style>();
  if (part !== null) await readXml(archive.open(part), stylesHandler(styles));
  return (id) => {
    const line: Omit<Style, "base">[] = [];
    let style = styles.get(id);
    for (let depth = 0; style !== undefined && depth < MAX_ANCESTORS; depth += 1) {
      const { base, ...own } = style;
      line.unshift(own);
      style = styles.get(base ?? "");
    }
    return Object.assign({}, ...line);
  };
}

function stylesHandler(styles: Map<string, Style>) {
  let style: Style | null = null;
  const value = (attributes: Attributes) => attribute(attributes, "val") ?? "";
  const elements: Record<string, (attributes: Attributes) => unknown> = {
    style: (attributes) => {
      style = { base: null };
      styles.set(attribute(attributes, "styleId") ?? "", style);
    },
    // Identifiers depend on Word's language; the names behind `heading 1` do not.
    name: (attributes) => {
      const title = value(attributes).toLowerCase();
      const level = title === "title" ? "1" : /^heading (\d)$/.exec(title)?.[1];
      if (style !== null && level !== undefined) style.heading = Number(level);
    },
    basedOn: (attributes) => style && (style.base = value(attributes)),
    outlineLvl: (attributes) => style && (style.heading ??= outlineLevel(attributes)),
    numId: (attributes) => style && (style.list = value(attributes)),
    ilvl: (attributes) => style && (style.level = Number(value(attributes))),
    vertAlign: (attributes) => style && (style.script = scriptOf(attributes)),
    strike: (attributes) => style && !isOff(attributes) && (style.script = "struck"),
    vanish: (attributes) => style && (style.isHidden = !isOff(attributes)),
  };
  return {
    open(name: string, attributes: Attributes) {
      if (Object.hasOwn(elements, name)) elements[name]?.(attributes);
    },
    close(name: string) {
      if (name === "style") style = null;
    },
  };
}

/** Returns the outline level; 9 means body text. */
export function outlineLevel(attributes: Attributes): number {
  const level = Number(attribute(attributes, "val") ?? 9) + 1;
  return level > 9 ? 0 : level;
}

export function scriptOf(attributes: Attributes): Script | null {
  const align = attribute(attributes, "val");
  if (align === "superscript") return "super";
  return align === "subscript" ? "sub" : null;
}
