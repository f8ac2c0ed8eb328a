import { describe, expect, test } from "bun:test";
import { docx, openDocument, paragraph, pptx, shape, xlsx } from "./make-office.ts";
import { encryptedPdf, makePdf, pagesPdf, scannedPdf, stream, textPdf } from "./make-pdf.ts";
import { pagesOf, read, refusal } from "./reading.ts";

describe("a PDF", () => {
  test("is read page by page, line by line", async () => {
    expect(await read(textPdf(["Invoice 4711\nTotal: 19.90 EUR", "Terms (all)"]))).toEqual({
      kind: "text",
      format: "pdf",
      pages: [
        { page: 1, text: "Invoice 4711\nTotal: 19.90 EUR" },
        { page: 2, text: "Terms (all)" },
      ],
      pageCount: 2,
      isCut: false,
    });
  });

  test("of pictures is a scan, and a scanning program's stamp is no text", async () => {
    expect(await read(scannedPdf(3))).toEqual({ kind: "scan", pageCount: 3 });
    const stamped = textPdf(["Scanned with CamScanner", "Scanned with CamScanner"]);
    expect(await read(stamped)).toEqual({ kind: "scan", pageCount: 2 });
  });

  test("includes the values filled into its form", async () => {
    const form = makePdf([
      "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
      "<< /Type /Annot /Subtype /Widget /FT /Tx /T (Name) /V (Ada) /Rect [0 0 99 20] /P 3 0 R >>",
    ]);
    expect(await pagesOf(form)).toEqual(["Name: Ada"]);
  });

  test("that wants a password is encrypted, and a torn one corrupt", async () => {
    expect(await refusal(encryptedPdf("secret"))).toBe("encrypted");
    expect(await refusal("%PDF-1.7\nnothing follows")).toBe("corrupt");
  });

  test("is read up to the limit of pages, and up to the time at which it must end", async () => {
    const long = () => textPdf(["one", "two", "three"]);
    const cut = { pageCount: 3, isCut: true };
    expect(await read(long(), { maxPages: 2 })).toMatchObject({ ...cut, pages: { length: 2 } });
    expect(await read(long(), { lastPageAtMs: 0 })).toMatchObject({ ...cut, pages: { length: 1 } });
  });

  test("keeps its other pages when one is damaged", async () => {
    const broken = stream("any bytes", "/Filter /FlateDecode");
    const whole = stream("BT /F 12 Tf 50 780 Td (still here) Tj ET");
    expect(await pagesOf(pagesPdf([broken, whole]))).toEqual(["", "still here"]);
  });
});

describe("a Word document", () => {
  test("keeps headings, lists, tables and footnotes recognisable", async () => {
    const row = (...cells: readonly string[]) =>
      `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join("")}</w:tr>`;
    const item = (text: string, level: number) =>
      paragraph(text, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="1"/></w:numPr>`);
    const body =
      paragraph("Offer", '<w:pStyle w:val="berschrift1"/>') +
      paragraph("Dear A &amp; B,") +
      item("first", 0) +
      item("inner", 1) +
      `<w:tbl>${row("Item", "Price")}${row("Tea", "3 €")}</w:tbl>`;
    const notes = `<w:footnotes xmlns:w="w">${paragraph("as agreed")}</w:footnotes>`;
    expect(await read(docx(body, { "word/footnotes.xml": notes }))).toMatchObject({
      format: "docx",
      pages: [
        {
          text: "# Offer\nDear A & B,\n- first\n  - inner\nItem | Price\nTea | 3 €\n\nas agreed",
        },
      ],
    });
  });

  test("has the pages that Word last laid out, each counted once", async () => {
    const breakAsked = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>';
    const laidOut = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r></w:p>";
    const document = docx(paragraph("one") + breakAsked + laidOut);
    expect(await pagesOf(document)).toEqual(["one", "two"]);
  });

  test("does not repeat content for older programs", async () => {
    const choice = `<mc:AlternateContent><mc:Choice>${paragraph("new")}</mc:Choice><mc:Fallback>${paragraph("old")}</mc:Fallback></mc:AlternateContent>`;
    expect(await pagesOf(docx(choice))).toEqual(["new"]);
  });

  test("without a word is empty, with a torn end corrupt", async () => {
    expect(await refusal(docx(""))).toBe("empty");
    expect(await refusal(docx(paragraph("torn")).subarray(0, -30))).toBe("corrupt");
  });

  test("that would inflate without end is refused by its inflated size, not by the declared one", async () => {
    const bomb = docx(`<w:p>${" ".repeat(8_000_000)}</w:p>`);
    expect(bomb.length).toBeLessThan(20_000);
    expect(await refusal(bomb)).toBe("too-big");
  });

  test("of endless text is cut", async () => {
    const endless = docx(paragraph("a ".repeat(900_000)));
    expect(await read(endless, { maxTextLength: 1_000 })).toMatchObject({ isCut: true });
  });
});

describe("a workbook", () => {
  test("becomes lines of cells, with dates in ISO and percents as shown", async () => {
    const rows =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Due</t></is></c></row>' +
      '<row r="2"><c r="A2"><v>0.30000000000000004</v></c><c r="B2" s="1"><v>46348</v></c>' +
      '<c r="C2" s="2"><v>46348.520833333336</v></c><c r="D2" s="3"><v>0.19</v></c><c r="E2" t="b"><v>1</v></c></row>';
    const shared = ["<r><t>Net </t></r><r><t>price_x000D_</t></r><rPh><t>phonetic</t></rPh>"];
    expect(await read(xlsx({ Offers: rows, Notes: "" }, shared))).toMatchObject({
      format: "xlsx",
      pageCount: 2,
      pages: [
        {
          page: 1,
          text: "# Offers\nNet price |  | Due\n0.3 | 2026-11-22 | 2026-11-22 12:30 | 19% | TRUE",
        },
        { page: 2, text: "# Notes" },
      ],
    });
  });
});

test("a workbook may be long, but not inflate more than any program's own", async () => {
  const limits = { maxInflatedBytes: 20_000_000, maxTextLength: 20_000_000 };
  const words = "The rent of this flat was paid in full on the first of the month. ".repeat(3);
  const row = (number: number) =>
    `<row r="${number}"><c r="A${number}" t="str"><v>${number} ${words}</v></c></row>`;
  const long = Array.from({ length: 34_000 }, (_, index) => row(index + 1)).join("");
  expect(long.length).toBeGreaterThan(8 * 1024 * 1024);
  expect(await refusal(xlsx({ A: long }), limits)).toBe("text");
  const bomb = "<row><c><v>1</v></c></row>".repeat(350_000);
  expect(bomb.length).toBeGreaterThan(8 * 1024 * 1024);
  expect(await refusal(xlsx({ A: bomb }), limits)).toBe("too-big");
}, 30_000);

test("a workbook without a filled cell is empty", async () => {
  expect(await refusal(xlsx({ Sheet1: "", Sheet2: "<row><c/></row>" }))).toBe("empty");
});

test("a presentation has its slides in the order of showing, with their titles", async () => {
  const slides = [shape("ctrTitle", "Plan") + shape("body", "Buy", "Sell"), shape("title", "End")];
  expect(await read(pptx(slides))).toMatchObject({
    format: "pptx",
    pages: [
      { page: 1, text: "# Plan\nBuy\nSell" },
      { page: 2, text: "# End" },
    ],
  });
});

describe("an OpenDocument file", () => {
  test("of text keeps headings, lists, notes and pages", async () => {
    const body =
      '<text:h text:outline-level="2">Rent</text:h>' +
      '<text:p>Pay<text:s text:c="2"/>now<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>or later</text:p></text:note-body></text:note></text:p>' +
      "<text:list><text:list-item><text:p>water</text:p></text:list-item></text:list>" +
      "<text:p>old page<text:soft-page-break/>new page</text:p>" +
      "<office:annotation><text:p>hidden</text:p></office:annotation>";
    expect(await pagesOf(openDocument("text", body))).toEqual([
      "## Rent\nPay  now [1: or later]\n- water\nold page",
      "new page",
    ]);
  });

  test("of sheets repeats what it says to repeat, within reason", async () => {
    const row =
      '<table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>x</text:p></table:table-cell>' +
      '<table:table-cell office:date-value="2026-11-22T00:00:00"><text:p>22.11.26</text:p></table:table-cell>' +
      '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>';
    const body = `<table:table table:name="Costs">${row}</table:table>`;
    expect(await pagesOf(openDocument("spreadsheet", body))).toEqual([
      "# Costs\nx | x | 2026-11-22",
    ]);
  });

  test("of slides has one page for each, without the speaker's notes", async () => {
    const slide = (text: string) =>
      `<draw:page><draw:text-box><text:p>${text}</text:p></draw:text-box><presentation:notes><text:p>note</text:p></presentation:notes></draw:page>`;
    const document = openDocument("presentation", slide("one") + slide("two"));
    expect(await pagesOf(document)).toEqual(["one", "two"]);
  });

  test("with a password is encrypted", async () => {
    const manifest = "<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>";
    const locked = openDocument("text", "", { "META-INF/manifest.xml": manifest });
    expect(await refusal(locked)).toBe("encrypted");
  });
});
