import { createBlocks, itemMark } from "./blocks.ts";
import type { PageCollector } from "./collect-pages.ts";
import { isOff } from "./docx-numbering.ts";
import { mention } from "./gallery.ts";
import { linkNote } from "./links.ts";
import { createCounters, formatNumber, type NumberFormat } from "./numbering.ts";
import { attribute, type Attributes, type XmlHandler } from "./read-xml.ts";
import { relationshipId } from "./relationships.ts";
import type { Script } from "./scripts.ts";
import { officeSize, type ShownSize } from "./shown-size.ts";

interface SlideContext {
  readonly addressOf: (id: string) => string | null;
  /** Returns the text in a picture's place, by its relationship; its size in points, if known. */
  readonly picture: (id: string, description: string, size: ShownSize | null) => string;
  /** Returns the lines of a chart or a diagram, by its relationship. */
  readonly drawing: (id: string) => readonly string[];
  /** Called for a hidden slide, of which nothing else is read. */
  readonly hide: () => void;
}

/** The number format of schemes such as `alphaLcParenR`. */
const SCHEMES: readonly (readonly [prefix: string, format: NumberFormat])[] = [
  ["alphaLc", "letter"],
  ["alphaUc", "LETTER"],
  ["romanLc", "roman"],
  ["romanUc", "ROMAN"],
];
const TITLE = /title$/i;

/** Writes a slide's text: its title, numbered and plain lists, tables, descriptions of pictures. */
export function slideHandler(
  pages: PageCollector,
  { addressOf, picture, drawing, hide }: SlideContext,
): XmlHandler {
  const blocks = createBlocks(pages);
  const writeDrawing = (kind: string, id: string) => {
    for (const line of [mention(kind, described), ...drawing(id)]) pages.line(line);
  };
  let counters = createCounters();
  let skipping = 0;
  let isText = false;
  let isNumber = false;
  let isTitle = false;
  let level = 0;
  let label: string | null = null;
  let script: Script | null = null;
  let address: string | null = null;
  let run = "";
  let isHidden = false;
  let described = "";
  let shown: { id: string; size: ShownSize | null } | null = null;

  const writePicture = (text: string) => {
    described = "";
    if (text === "") return;
    blocks.text(text);
    blocks.endParagraph();
  };
  const count = (attributes: Attributes) => {
    const start = Number(attribute(attributes, "startAt") ?? 1) || 1;
    const scheme = attribute(attributes, "type") ?? "arabicPeriod";
    const format = SCHEMES.find(([prefix]) => scheme.startsWith(prefix))?.[1] ?? "decimal";
    const number = formatNumber(counters.count(level, start), format);
    if (scheme.endsWith("ParenBoth")) label = `(${number})`;
    else if (scheme.endsWith("ParenR")) label = `${number})`;
    else label = scheme.endsWith("Plain") ? number : `${number}.`;
  };
  const markOf = () => {
    if (isTitle) return "# ";
    if (label !== null) return itemMark(level, label);
    return level > 0 ? itemMark(level - 1) : "";
  };
  const opened: Record<string, (attributes: Attributes) => unknown> = {
    sld: (attributes) => {
      isHidden = ["0", "false"].includes(attribute(attributes, "show") ?? "");
      if (isHidden) hide();
    },
    sp: () => {
      isTitle = false;
      counters = createCounters();
    },
    ph: (attributes) => (isTitle = TITLE.test(attribute(attributes, "type") ?? "")),
    cNvPr: (attributes) => (described = attribute(attributes, "descr") ?? ""),
    decorative: (attributes) => isOff(attributes) || (shown = null),
    pic: () => (shown = { id: "", size: null }),
    blip: (attributes) => {
      if (shown !== null) shown.id = attribute(attributes, "embed") ?? "";
      // The fill of a shape is mentioned if it has a description.
      else if (described !== "") writePicture(mention("picture", described));
    },
    chart: (attributes) => writeDrawing("chart", relationshipId(attributes)),
    relIds: (attributes) => writeDrawing("diagram", attribute(attributes, "dm") ?? ""),
    ext: (attributes) => shown && (shown.size ??= officeSize(attributes)),
    p: () => {
      [level, label] = [0, null];
    },
    pPr: (attributes) => (level = Number(attribute(attributes, "lvl") ?? 0) || 0),
    buAutoNum: count,
    r: () => {
      [script, address, run] = [null, null, ""];
    },
    rPr: (attributes) => {
      const baseline = Number(attribute(attributes, "baseline") ?? 0);
      const isStruck = (attribute(attributes, "strike") ?? "noStrike") !== "noStrike";
      script = baseline > 0 ? "super" : baseline < 0 ? "sub" : isStruck ? "struck" : null;
    },
    fld: (attributes) => (isNumber = attribute(attributes, "type") === "slidenum"),
    hlinkClick: (attributes) => (address = addressOf(relationshipId(attributes))),
    t: () => (isText = true),
    br: () => blocks.text("\n"),
    tbl: () => blocks.openTable(),
  };
  const closed: Record<string, () => unknown> = {
    t: () => (isText = false),
    r: () => {
      blocks.text(linkNote(run, address));
      [script, address, run] = [null, null, ""];
    },
    fld: () => (isNumber = false),
    pic: () => {
      if (shown !== null) writePicture(picture(shown.id, described, shown.size));
      shown = null;
    },
    p: () => {
      // A paragraph without a number ends the list.
      if (label === null && level === 0) counters = createCounters();
      blocks.endParagraph(markOf());
    },
    tc: () => blocks.endCell(),
    tr: () => blocks.endRow(),
    tbl: () => blocks.endTable(),
  };
  return {
    open(name, attributes) {
      if (name === "Fallback") skipping += 1;
      if (skipping === 0 && !isHidden && Object.hasOwn(opened, name)) opened[name]?.(attributes);
    },
    text(text) {
      // LibreOffice writes a placeholder in place of the slide's number.
      if (isNumber && !/\d/.test(text)) return;
      if (!isText || skipping > 0 || isHidden) return;
      blocks.text(text, script);
      run += text;
    },
    close(name) {
      if (name === "Fallback") skipping -= 1;
      else if (skipping === 0 && !isHidden && Object.hasOwn(closed, name)) closed[name]?.();
    },
  };
}
