import { describe, expect, test } from "bun:test";
import { utils, write } from "@e965/xlsx";
import { docx, paragraph, relationships } from "./make-office.ts";
import { pagesOf, read, refusal } from "./reading.ts";

/** A workbook as Excel 97 to 2003 stored it. */
function xls(sheets: Readonly<Record<string, unknown[][]>>, hidden = ""): Buffer {
  const book = utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    const sheet = utils.aoa_to_sheet(rows);
    utils.book_append_sheet(book, sheet, name);
  }
  book.Workbook = {
    Sheets: book.SheetNames.map((name) => ({ name, Hidden: name === hidden ? 1 : 0 })),
  };
  return write(book, { type: "buffer", bookType: "biff8" });
}

describe("a workbook of Excel before 2007", () => {
  test("is read sheet by sheet, with its numbers as they are shown", async () => {
    const rows = [
      ["Item", "Price", "Share", "Paid on", "Is final"],
      ["Straße", { t: "n", v: 1234.5, z: '#,##0.00 "€"' }, { t: "n", v: 0.125, z: "0.0%" }],
      [null, { t: "n", v: 45_000, z: "dd/mm/yyyy" }, null, true],
    ];
    const bytes = xls({ Costs: rows, Secret: [["x"]], More: [["last"]] }, "Secret");
    expect(await read(bytes)).toMatchObject({ format: "xls", pageCount: 2 });
    expect(await pagesOf(bytes)).toEqual([
      "# Costs\nItem | Price | Share | Paid on | Is final\nStraße | 1,234.50 € | 12.5%\n | 2023-03-15 |  | TRUE",
      "# More\nlast",
    ]);
  });

  test("shows failed formulas, and leaves hidden columns out", async () => {
    const sheet = utils.aoa_to_sheet([
      ["a", "b", "c"],
      ["end", 3, { t: "e", v: 0x07 }],
    ]);
    sheet["!cols"] = [];
    sheet["!cols"][1] = { hidden: true };
    const book = utils.book_new();
    utils.book_append_sheet(book, sheet, "S");
    const bytes: Buffer = write(book, { type: "buffer", bookType: "biff8", cellStyles: true });
    expect(await pagesOf(bytes)).toEqual([
      "# S\na | c\nend | #DIV/0!\n[hidden and left out: 1 column(s)]",
    ]);
  });

  test("that is damaged or empty is refused", async () => {
    const bytes = xls({ A: [["one"]] });
    const damaged = Buffer.from(bytes).fill(0xff, 24, 76);
    expect(await refusal(xls({ A: [[]] }))).toBe("empty");
    expect(await refusal(damaged)).toBe("corrupt");
  });
});

test.each<[string, string]>([
  ["Word", "WordDocument"],
  ["PowerPoint", "PowerPoint Document"],
])(
  "a document of %s before 2007 is distinguished from an unsupported file",
  async (_program, stream) => {
    const compound = Buffer.from("d0cf11e0a1b11ae1", "hex");
    const bytes = Buffer.concat([compound, Buffer.from(stream, "utf16le")]);
    expect(await refusal(bytes)).toBe("outdated");
    expect(await refusal(compound)).toBe("unsupported");
  },
);

describe("content that a program embedded in a Word document for Word to convert", () => {
  const insert = (id: string) => `<w:altChunk xmlns:r="urn:r" r:id="${id}"/>`;
  const withPart = (body: string, name: string, part: string) =>
    docx(body, {
      "word/_rels/document.xml.rels": relationships(["rPart", "aFChunk", name]),
      [`word/${name}`]: part,
    });

  test("is read in its place", async () => {
    const page = "<html><body><h1>Offer</h1><p>Roof: <b>900</b> EUR</p></body></html>";
    const body = paragraph("Before") + insert("rPart") + paragraph("After");
    expect(await pagesOf(withPart(body, "part.htm", page))).toEqual([
      "Before\n# Offer\nRoof: 900 EUR\nAfter",
    ]);
  });

  test("is mentioned if it cannot be read", async () => {
    const body = paragraph("Before") + insert("rPart");
    expect(await pagesOf(withPart(body, "part.rtf", "{\\rtf1 hello}"))).toEqual([
      "Before\n[a part that was not read]",
    ]);
  });
});
