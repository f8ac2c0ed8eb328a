import type { Blocks } from "./blocks.ts";
import { isOff, type Numbering } from "./docx-numbering.ts";
import { outlineLevel, scriptOf, type StyleOf } from "./docx-styles.ts";
import { formulaHandler } from "./docx-formula.ts";
import { createDocxText } from "./docx-text.ts";
import { type DocxParagraph, markOf } from "./docx-paragraph.ts";
import { mention } from "./gallery.ts";
import { attribute, type Attributes, type XmlHandler } from "./read-xml.ts";
import { relationshipId } from "./relationships.ts";
import type { Script } from "./scripts.ts";
import { officeSize, type ShownSize } from "./shown-size.ts";
import { symbolOf } from "./symbols.ts";

export interface DocxContext {
  readonly styleOf: StyleOf;
  readonly numbering: Numbering;
  /** Returns the address of a link. */
  readonly addressOf: (id: string) => string | null;
  /** Returns the text in place of a reference to a note or a comment. */
  readonly refer: (kind: string, id: string) => string;
  /** Returns the text in a picture's place, by its relationship; its size in points, if known. */
  readonly picture?: (id: string, description: string, size: ShownSize | null) => string;
  /**
   * Returns the lines of a drawing, or of another document that is inserted whole, by its
   * relationship.
   */
  readonly inserted?: (id: string) => readonly string[];
  /** Called for each section with its properties' elements. */
  readonly section?: (name: string, attributes: Attributes) => void;
  /** Called before a page ends, where its notes are shown. */
  readonly endPage?: () => void;
}

/**
 * `Fallback` repeats content for older programs; `tabs` are tab stops, not tabs; `rt` is the
 * pronunciation above a word.
 */
const SKIPPED = new Set(["Fallback", "tabs", "pPrChange", "rPrChange", "moveFrom", "del", "rt"]);
const REFERENCES = new Set(["footnoteReference", "endnoteReference", "commentReference"]);
/** In half points. */
const DEFAULT_SIZE = 22;

/** Writes the text of a Word document's part as its page shows it. */
export function docxHandler(blocks: Blocks, context: DocxContext): XmlHandler {
  const text = createDocxText(blocks);
  const paragraphs: DocxParagraph[] = [];
  const formula = formulaHandler(text);
  let skipping = 0;
  let isText = false;
  let isCode = false;
  let script: Script | null = null;
  let [raise, height] = [0, DEFAULT_SIZE];
  let isHidden = false;
  let isInRun = false;
  let font: string | null = null;
  let columns = 1;
  let box: { isTicked: boolean } | null = null;
  let choices: { picked: number; readonly entries: string[] } | null = null;
  let picture: { description: string; size: ShownSize | null } | null = null;

  const value = (attributes: Attributes) => attribute(attributes, "val") ?? "";
  const paragraph = () => paragraphs.at(-1);
  const write = (shown: string) => {
    if (!isHidden) text.write(shown, script);
  };
  const opened: Record<string, (attributes: Attributes) => unknown> = {
    t: () => (isText = true),
    instrText: () => (isCode = true),
    p: () => {
      // A text box is inside a paragraph.
      if (paragraphs.length > 0) blocks.interrupt(() => markOf(paragraph(), context.numbering));
      paragraphs.push({ heading: 0, list: null, level: null, style: "" });
    },
    pStyle: (attributes) => {
      const current = paragraph();
      if (current === undefined) return;
      current.style = value(attributes);
      const style = context.styleOf(current.style);
      current.heading = style.heading ?? 0;
      current.list ??= style.list ?? null;
      current.level ??= style.level ?? null;
    },
    outlineLvl: (attributes) => {
      const current = paragraph();
      if (current !== undefined) current.heading = outlineLevel(attributes);
    },
    numPr: () => {
      const current = paragraph();
      if (current !== undefined) current.list = "";
    },
    numId: (attributes) => {
      const current = paragraph();
      if (current !== undefined) current.list = value(attributes);
    },
    ilvl: (attributes) => {
      const current = paragraph();
      if (current !== undefined) current.level = Number(value(attributes));
    },
    r: () => {
      [isInRun, isHidden, script, font] = [true, false, null, null];
      [raise, height] = [0, DEFAULT_SIZE];
    },
    rStyle: (attributes) => {
      const style = context.styleOf(value(attributes));
      if (isInRun) [script, isHidden] = [style.script ?? null, style.isHidden ?? false];
    },
    strike: (attributes) => isInRun && !isOff(attributes) && (script = "struck"),
    dstrike: (attributes) => isInRun && !isOff(attributes) && (script = "struck"),
    position: (attributes) => (raise = Number(value(attributes))),
    sz: (attributes) => (height = Number(value(attributes))),
    vertAlign: (attributes) => isInRun && (script = scriptOf(attributes)),
    vanish: (attributes) => isInRun && (isHidden = !isOff(attributes)),
    rFonts: (attributes) => {
      const name = attribute(attributes, "ascii") ?? "";
      if (isInRun && symbolOf(name, 0x41) !== null) font = name;
    },
    sym: (attributes) => {
      const code = Number.parseInt(attribute(attributes, "char") ?? "", 16);
      if (Number.isNaN(code)) return;
      write(symbolOf(attribute(attributes, "font") ?? "", code) ?? String.fromCharCode(code));
    },
    tab: () => write("\t"),
    ptab: () => write("\t"),
    noBreakHyphen: () => write("-"),
    cr: () => write("\n"),
    br: (attributes) => {
      if (attribute(attributes, "type") === "page") breakPage();
      else write("\n");
    },
    lastRenderedPageBreak: () => breakPage(),
    fldChar: (attributes) => {
      const kind = attribute(attributes, "fldCharType");
      if (kind === "begin") text.openField();
      if (kind === "separate") text.showField();
      if (kind === "end") text.closeField();
    },
    fldSimple: (attributes) => {
      text.openField();
      text.instruct(attribute(attributes, "instr") ?? "");
      text.showField();
    },
    checkBox: () => (box = { isTicked: false }),
    default: (attributes) => box && (box.isTicked = !isOff(attributes)),
    checked: (attributes) => box && (box.isTicked = !isOff(attributes)),
    ddList: () => (choices = { picked: 0, entries: [] }),
    result: (attributes) => choices && (choices.picked = Number(value(attributes))),
    listEntry: (attributes) => choices?.entries.push(value(attributes)),
    hyperlink: (attributes) => text.openLink(context.addressOf(relationshipId(attributes))),
    drawing: () => (picture = { description: "", size: null }),
    pict: () => (picture = { description: "", size: null }),
    extent: (attributes) => picture && (picture.size = officeSize(attributes)),
    docPr: (attributes) => picture && (picture.description = attribute(attributes, "descr") ?? ""),
    decorative: (attributes) => isOff(attributes) || (picture = null),
    blip: (attributes) => showPicture(attribute(attributes, "embed") ?? ""),
    imagedata: (attributes) => {
      if (picture !== null) picture.description ||= attribute(attributes, "title") ?? "";
      showPicture(relationshipId(attributes));
    },
    chart: (attributes) => {
      showDrawing("chart");
      insert(relationshipId(attributes));
    },
    relIds: (attributes) => {
      showDrawing("diagram");
      insert(attribute(attributes, "dm") ?? "");
    },
    altChunk: (attributes) => insert(relationshipId(attributes)),
    tbl: () => blocks.openTable(),
    gridBefore: (attributes) => blocks.skipCells(Number(value(attributes)) || 0),
    tc: () => (columns = 1),
    gridSpan: (attributes) => (columns = Math.max(1, Number(value(attributes)) || 1)),
  };
  const closed: Record<string, () => unknown> = {
    t: () => (isText = false),
    instrText: () => (isCode = false),
    r: () => {
      [isInRun, isHidden, script] = [false, false, null];
    },
    rPr: () => {
      // LibreOffice writes raised and lowered text by its height.
      if (isInRun && Math.abs(raise) * 4 >= height) script ??= raise > 0 ? "super" : "sub";
    },
    p: () => {
      blocks.endParagraph(markOf(paragraph(), context.numbering));
      paragraphs.pop();
    },
    fldSimple: () => text.closeField(),
    ffData: () => {
      if (box !== null) write(box.isTicked ? "☑" : "☐");
      if (choices !== null) write(choices.entries[choices.picked] ?? "");
      [box, choices] = [null, null];
    },
    hyperlink: () => text.closeLink(),
    tc: () => blocks.endCell({ columns, rows: 1 }),
    tr: () => blocks.endRow(),
    tbl: () => blocks.endTable(),
  };

  function breakPage() {
    context.endPage?.();
    blocks.breakPage();
  }

  function showPicture(id: string) {
    const { description, size } = picture ?? {};
    if (context.picture === undefined) showDrawing("picture");
    else if (description !== undefined) write(context.picture(id, description, size ?? null));
    picture = null;
  }

  function insert(id: string) {
    for (const line of context.inserted?.(id) ?? []) {
      blocks.interrupt(() => "");
      write(line);
      blocks.endParagraph();
    }
  }

  function showDrawing(kind: string) {
    if (picture !== null) write(mention(kind, picture.description));
    picture = null;
  }

  return {
    open(name, attributes) {
      if (SKIPPED.has(name)) skipping += 1;
      if (skipping > 0) return;
      if (REFERENCES.has(name)) {
        // It is raised by its style and not a power.
        if (!isHidden) text.write(context.refer(name, attribute(attributes, "id") ?? ""));
      } else if (Object.hasOwn(opened, name)) {
        opened[name]?.(attributes);
      } else {
        formula.open(name, attributes);
      }
      context.section?.(name, attributes);
    },
    text(found) {
      if (skipping > 0) return;
      if (isCode) text.instruct(found);
      if (isText && !isHidden && !text.isInstruction()) text.writeIn(font, found, script);
    },
    close(name) {
      if (SKIPPED.has(name)) skipping -= 1;
      else if (skipping > 0) return;
      else if (Object.hasOwn(closed, name)) closed[name]?.();
      else formula.close(name);
    },
  };
}
