import type { DocxText } from "./docx-text.ts";
import { attribute, type Attributes } from "./read-xml.ts";

/** Parts side by side, such as the rows of a matrix, with signs around and between them. */
interface Series {
  readonly of: string;
  readonly part: string;
  begin: string;
  between: string;
  end: string;
  depth: number;
  isBegun: boolean;
}

const SIGNS = {
  d: { part: "e", begin: "(", between: "|", end: ")" },
  m: { part: "mr", begin: "", between: "; ", end: "" },
  nary: { part: "e", begin: " ", between: " ", end: "" },
  mr: { part: "e", begin: "", between: ", ", end: "" },
  eqArr: { part: "e", begin: "", between: "; ", end: "" },
} as const;

function isSeries(name: string): name is keyof typeof SIGNS {
  return Object.hasOwn(SIGNS, name);
}

/** Reads the elements of formulas (Office Math) into a paragraph's text. */
export function formulaHandler(text: DocxText) {
  const fractions: string[] = [];
  const series: Series[] = [];
  let operator: string | null = null;

  const opened: Record<string, (attributes: Attributes) => unknown> = {
    num: () => text.capture(),
    den: () => text.capture(),
    deg: () => text.capture(),
    sup: () => text.capture(),
    sub: () => text.capture(),
    lim: () => text.capture(),
    rad: () => text.write("√("),
    // An integral names no sign.
    naryPr: () => (operator = "∫"),
    chr: (attributes) => {
      if (operator !== null) operator = attribute(attributes, "val") ?? operator;
    },
    begChr: (attributes) => setSign("begin", attributes),
    sepChr: (attributes) => setSign("between", attributes),
    endChr: (attributes) => setSign("end", attributes),
  };
  const closed: Record<string, () => unknown> = {
    num: () => fractions.push(text.take()),
    den: () => text.fraction(fractions.pop() ?? "", text.take()),
    deg: () => text.take(),
    sup: () => text.write(text.take(), "super"),
    sub: () => text.write(text.take(), "sub"),
    lim: () => text.write(text.take(), "sub"),
    rad: () => text.write(")"),
    naryPr: () => {
      text.write(operator ?? "");
      operator = null;
    },
  };

  function setSign(which: "begin" | "between" | "end", attributes: Attributes) {
    const last = series.at(-1);
    if (last !== undefined) last[which] = attribute(attributes, "val") ?? "";
  }

  return {
    open(name: string, attributes: Attributes) {
      const last = series.at(-1);
      if (last?.part === name) {
        if (last.depth === 0) text.write(last.isBegun ? last.between : last.begin);
        last.isBegun = true;
        last.depth += 1;
      }
      if (isSeries(name)) series.push({ of: name, ...SIGNS[name], depth: 0, isBegun: false });
      else if (Object.hasOwn(opened, name)) opened[name]?.(attributes);
    },
    close(name: string) {
      if (series.at(-1)?.of === name) text.write(series.pop()?.end ?? "");
      const last = series.at(-1);
      if (last?.part === name) last.depth -= 1;
      if (Object.hasOwn(closed, name)) closed[name]?.();
    },
  };
}
