import { expect, test } from "bun:test";
import { readFixture } from "./fixture.ts";
import { docx, paragraph } from "./make-office.ts";
import { pagesOf } from "./reading.ts";

const W = 'xmlns:w="urn:w"';
const run = (text: string, properties = "") =>
  `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;

test("a Word document keeps powers, fractions and what a formula raises", async () => {
  expect(await readFixture("superscript-fraction.docx")).toBe(
    "The load is 10^6 N on 25 m^2; price 100^1 EUR.\nTake 1/2 tablet.",
  );
  const raised = '<w:vertAlign w:val="superscript"/>';
  const lowered = '<w:vertAlign w:val="subscript"/>';
  const typed = `<w:p>${run("Take 1")}${run("1", raised)}${run("⁄")}${run("2", lowered)}${run(" tablets on the 1")}${run("st", raised)}${run(" with H")}${run("2", lowered)}${run("O")}</w:p>`;
  expect(await pagesOf(docx(typed))).toEqual(["Take 1 1/2 tablets on the 1st with H2O"]);
  const power =
    "<w:p><m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>n+1</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>";
  expect(await pagesOf(docx(power))).toEqual(["x^(n+1)"]);
});

test("a Word document's footnotes are numbered at their reference and in their text", async () => {
  expect(await readFixture("footnotes.docx")).toBe(
    "Setup fee 90 EUR[1], monthly 20 EUR[2]\n[1] Excluding VAT.\n[2] Until 31 March only.",
  );
  const raised = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>';
  const body = `<w:p>${run("100")}<w:r>${raised}<w:footnoteReference w:id="4"/></w:r></w:p>`;
  const notes = `<w:footnotes ${W}><w:footnote w:id="4">${paragraph("net")}</w:footnote></w:footnotes>`;
  expect(await pagesOf(docx(body, { "word/footnotes.xml": notes }))).toEqual(["100[1]\n[1] net"]);
});

test("a Word document's clauses keep their numbers", async () => {
  expect(await readFixture("numbered-clauses.docx")).toBe(
    "1. Term\n  1.1 Twelve months.\n2. Payment\n  2.1 Rent is due on the 3rd.\n" +
      "  2.2 A late fee of 5% applies, see clause 2.1.",
  );
});

test("a Word document's numbers come from styles too, in letters and Roman numerals, begun anew", async () => {
  const level = (at: number, format: string, text: string, more = "") =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/>${more}</w:lvl>`;
  const numbering =
    `<w:numbering ${W}><w:abstractNum w:abstractNumId="7">${level(0, "upperRoman", "Article %1.", '<w:pStyle w:val="Clause"/>')}${level(1, "lowerLetter", "(%2)")}</w:abstractNum>` +
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>' +
    '<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num></w:numbering>';
  const styles =
    `<w:styles ${W}><w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>` +
    '<w:style w:styleId="Clause"><w:name w:val="heading 2"/><w:basedOn w:val="Base"/></w:style></w:styles>';
  const clause = (text: string, more = "") => paragraph(text, `<w:pStyle w:val="Clause"/>${more}`);
  const inner = (text: string) =>
    paragraph(text, '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>');
  const body =
    clause("Rent") +
    inner("monthly") +
    inner("in advance") +
    clause("Repairs") +
    inner("small ones") +
    clause("No number", '<w:numPr><w:numId w:val="0"/></w:numPr>') +
    clause("Annex", '<w:numPr><w:numId w:val="4"/></w:numPr>');
  expect(
    await pagesOf(docx(body, { "word/numbering.xml": numbering, "word/styles.xml": styles })),
  ).toEqual([
    "## Article I. Rent\n  (a) monthly\n  (b) in advance\n## Article II. Repairs\n  (a) small ones\n" +
      "## No number\n## Article IX. Annex",
  ]);
});

test("cells of a Word table stay in their columns, and a table in a cell keeps its rows", async () => {
  expect(await readFixture("merged-cells.docx")).toBe(
    "Name | 2024 | 2025 | 2026\nAnn | on leave |  | 310\n |  | 55 | 66",
  );
  expect(await readFixture("layout-table.docx")).toBe(
    "Left column\nItem | Qty | Price\nTea | 2 | 4.00\nCake | 1 | 3.50",
  );
});

test("a Word document is read as a reader of its pages sees it", async () => {
  expect(await readFixture("header-only-facts.docx")).toBe(
    "[header: Acme Clinic — Invoice no. 2026-0417, date 3 May 2026]\n\nDear customer, thank you.",
  );
  expect(await readFixture("comments.docx")).toBe(
    "The price is 400. [comment by Ann: Please change the price to 450.]",
  );
  expect(await readFixture("hyperlink.docx")).toBe("Pay here (https://pay.example.com/inv/77)");
  expect(await readFixture("vanish.docx")).toBe("Shown.");
  expect(await readFixture("checkbox-sym.docx")).toBe("☑ Yes  ☐ No\n☑ Smoker");
  expect(await readFixture("track-changes.docx")).toBe("The rent is 950 EUR.\nKept.");
});

test("a Word document's links in fields, pictures and text boxes are shown in their place", async () => {
  const field = (kind: string) => `<w:r><w:fldChar w:fldCharType="${kind}"/></w:r>`;
  const link = `<w:p>${field("begin")}<w:r><w:instrText> HYPERLINK "https://a.example/x" </w:instrText></w:r>${field("separate")}${run("Our shop")}${field("end")}</w:p>`;
  expect(await pagesOf(docx(link))).toEqual(["Our shop (https://a.example/x)"]);
  const picture =
    '<w:p><w:r><w:drawing><wp:docPr descr="Receipt of 12 EUR"/><a:blip/></w:drawing></w:r></w:p>';
  expect(await pagesOf(docx(picture))).toEqual(["[picture: Receipt of 12 EUR]"]);
  const box = `<w:p>${run("around")}<w:r><w:txbxContent>${paragraph("inside")}</w:txbxContent></w:r>${run("after")}</w:p>`;
  expect(await pagesOf(docx(box))).toEqual(["around\ninside\nafter"]);
});

test("a Word document's formulas keep their brackets, signs and the cells of a matrix", async () => {
  const text = (shown: string) => `<m:r><m:t>${shown}</m:t></m:r>`;
  const part = (shown: string) => `<m:e>${shown}</m:e>`;
  const formula = (inner: string) => `<w:p><m:oMath>${inner}</m:oMath></w:p>`;
  const brackets = `<m:d>${part(text("a+b"))}</m:d>`;
  const squared = `<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr>${part(`${text("x,")}${brackets}`)}</m:d>`;
  expect(await pagesOf(docx(formula(`${text("2")}${brackets}${text("=")}${squared}`)))).toEqual([
    "2(a+b)=[x,(a+b)]",
  ]);
  const row = (...cells: readonly string[]) =>
    `<m:mr>${cells.map((cell) => part(text(cell))).join("")}</m:mr>`;
  const matrix = `<m:d>${part(`<m:m>${row("1", "2")}${row("3", "4")}</m:m>`)}</m:d>`;
  expect(await pagesOf(docx(formula(matrix)))).toEqual(["(1, 2; 3, 4)"]);
  const sum = `<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>${text("i=1")}</m:sub><m:sup>${text("n")}</m:sup>${part(text("i"))}</m:nary>`;
  expect(await pagesOf(docx(formula(sum)))).toEqual(["∑_(i=1)^n i"]);
});

test("a Word document shows what is struck out, and raised by its height alone", async () => {
  const body =
    `<w:p>${run("Price ")}${run("100 €", "<w:strike/>")}${run(" 80 €, load 10")}` +
    `${run("6", '<w:position w:val="8"/><w:sz w:val="19"/>')}${run(" N, ", '<w:position w:val="1"/>')}` +
    `${run("kept", '<w:strike w:val="0"/>')}</w:p>`;
  expect(await pagesOf(docx(body))).toEqual(["Price ~~100 €~~ 80 €, load 10^6 N, kept"]);
});

test("the pronunciation above a word of a Word document does not interrupt it", async () => {
  const ruby = `<w:r><w:ruby><w:rt>${run("とうきょう")}</w:rt><w:rubyBase>${run("東京")}</w:rubyBase></w:ruby></w:r>`;
  expect(await pagesOf(docx(`<w:p>${ruby}${run("へ")}</w:p>`))).toEqual(["東京へ"]);
});

test("a field in the condition of another is not a part of a Word document's text", async () => {
  const field = (kind: string) => `<w:r><w:fldChar w:fldCharType="${kind}"/></w:r>`;
  const code = (text: string) => `<w:r><w:instrText>${text}</w:instrText></w:r>`;
  const inner =
    field("begin") + code("MERGEFIELD country") + field("separate") + run("France") + field("end");
  const outer =
    field("begin") +
    code("IF ") +
    inner +
    code(' = "x" "a" "b"') +
    field("separate") +
    run("19 %") +
    field("end");
  expect(await pagesOf(docx(`<w:p>${run("VAT ")}${outer}</w:p>`))).toEqual(["VAT 19 %"]);
});
