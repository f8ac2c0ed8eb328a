import { CODE, sealCode, unseal } from "./seal.ts";

const QUOTES = /^\s*(?:>\s?)*/;
const DELIMITERS = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/;

/** Returns the table at `index` as a block of lines `**column**: value` for each row. */
export function readTable(lines: readonly string[], index: number) {
  const quotes = (QUOTES.exec(lines[index] ?? "")?.[0] ?? "").replace(/^\s+$/, "");
  const rowAt = (at: number): string | null => {
    const line = lines[at] ?? "";
    return line.includes("|") && line.startsWith(quotes) ? line.slice(quotes.length).trim() : null;
  };
  const [header, delimiters] = [rowAt(index), rowAt(index + 1) ?? ""];
  if (header === null || !DELIMITERS.test(delimiters)) return null;
  const names = cellsOf(header);
  if (cellsOf(delimiters).length !== names.length) return null;
  const written: string[] = [];
  let last = index + 1;
  for (let row = rowAt(last + 1); row !== null; row = rowAt(last + 1)) {
    last += 1;
    if (quotes === "" && (written.at(-1) ?? "") !== "") written.push("");
    for (const [column, cell] of cellsOf(row).entries())
      if (cell !== "") written.push(quotes + labelOf(names[column] ?? "") + cell);
  }
  if (last === index + 1) written.push(...names.map((name) => `${quotes}**${name}**`));
  if (quotes === "" && (lines[last + 1] ?? "") !== "") written.push("");
  return { lines: written, last };
}

function labelOf(name: string): string {
  const bare = name.replace(/^(\*\*|__)(.*)\1$/, "$2");
  if (bare === "") return "";
  const end = bare.endsWith(":") ? "" : ":";
  const isBold = /[\p{L}\p{N}]/u.test(bare) && !bare.includes("*");
  return isBold ? `**${bare}**${end} ` : `${bare}${end} `;
}

function cellsOf(row: string): string[] {
  const { sealed, codes } = sealCode(row);
  const cells = sealed.replaceAll(/^\||(?<!\\)\|$/g, "").split(/(?<!\\)\|/);
  const bare = cells.map((cell) => cell.trim().replaceAll("\\|", "|"));
  return unseal(bare.join("\n"), CODE, codes).split("\n");
}
