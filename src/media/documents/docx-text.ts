import type { Blocks } from "./blocks.ts";
import { linkNote } from "./links.ts";
import { joinRuns, type Run, type Script } from "./scripts.ts";
import { symbolOf } from "./symbols.ts";

/**
 * The text of a Word paragraph in the order of its elements: formulas, fields and links become
 * words.
 */
export interface DocxText {
  write(text: string, script?: Script | null): void;
  /** Stores text separately from now until `take`. */
  capture(): void;
  take(): string;
  fraction(above: string, below: string): void;
  openField(): void;
  instruct(code: string): void;
  /** Ends a field's instruction: what follows is shown. */
  showField(): void;
  closeField(): void;
  /** Returns whether text is a part of an instruction, such as a field in a condition. */
  isInstruction(): boolean;
  openLink(address: string | null): void;
  closeLink(): void;
  /** Writes letters in a font, which may show symbols instead. */
  writeIn(font: string | null, text: string, script: Script | null): void;
}

interface Frame {
  readonly runs: Run[];
}

interface Linked {
  address: string | null;
  code: string;
  text: string;
  isShown: boolean;
}

const SIMPLE = /^[\p{L}\p{N}.,]+$/u;
const HYPERLINK = /^\s{0,9}HYPERLINK\s{1,9}"([^"]+)"/i;

export function createDocxText(blocks: Blocks): DocxText {
  const frames: Frame[] = [];
  const fields: Linked[] = [];
  const links: Linked[] = [];
  let last = "";

  const write = (text: string, script: Script | null = null) => {
    if (text === "") return;
    for (const open of [...fields, ...links]) open.text += text;
    const frame = frames.at(-1);
    if (frame !== undefined) {
      frame.runs.push({ text, script });
      return;
    }
    last = text;
    blocks.text(text, script);
  };
  const wrap = (text: string) => (SIMPLE.test(text) ? text : `(${text})`);

  return {
    write,
    capture: () => frames.push({ runs: [] }),
    take: () => joinRuns(frames.pop()?.runs ?? []).trim(),
    fraction(above, below) {
      const before = frames.length > 0 ? frames.at(-1)?.runs.at(-1)?.text : last;
      if (/\p{N}$/u.test(before?.slice(-2) ?? "")) write(" ");
      write(`${wrap(above)}/${wrap(below)}`);
    },
    openField: () => fields.push({ address: null, code: "", text: "", isShown: false }),
    showField() {
      const field = fields.at(-1);
      if (field !== undefined) field.isShown = true;
    },
    isInstruction: () => fields.some(({ isShown }) => !isShown),
    instruct(code) {
      const field = fields.at(-1);
      if (field !== undefined && field.code.length < 1_000) field.code += code;
    },
    closeField() {
      const field = fields.pop();
      const address = HYPERLINK.exec(field?.code ?? "")?.[1] ?? null;
      write(linkNote(field?.text ?? "", address));
    },
    openLink: (address) => links.push({ address, code: "", text: "", isShown: true }),
    closeLink() {
      const link = links.pop();
      write(linkNote(link?.text ?? "", link?.address ?? null));
    },
    writeIn(font, text, script) {
      const signs = font === null ? null : Array.from(text, (each) => signIn(font, each)).join("");
      write(signs ?? text, script);
    },
  };
}

function signIn(font: string, character: string): string {
  if (/\s/.test(character)) return character;
  return symbolOf(font, character.codePointAt(0) ?? 0) ?? character;
}
