import { describe, expect, test } from "bun:test";
import { firstPage, readFixture } from "./fixture.ts";
import { makePdf, pagesPdf, scannedPdf, stream, textPdf } from "./make-pdf.ts";
import { pagesOf, read } from "./reading.ts";

type Drawn = readonly [x: number, y: number, text: string, size?: number];
/** A page that draws each text at its place, in the order given. */
const drawn = (...texts: readonly Drawn[]) =>
  pagesPdf([
    stream(
      texts
        .map(([x, y, text, size = 11]) => `BT /F ${size} Tf 1 0 0 1 ${x} ${y} Tm (${text}) Tj ET`)
        .join("\n"),
    ),
  ]);

describe("a PDF's page comes in the order in which a human reads it:", () => {
  test("an invoice's cells from left to right and apart, whatever was drawn first", async () => {
    expect(await readFixture("cells-right-to-left.pdf")).toBe(
      "Invoice 77\n\nItem | Net | VAT | Gross\nSubscription | 24.99 | 5.00 | 29.99\n" +
        "Calls | 0.00 | 0.00 | 0.00\nDevices | 3 | 4.24 | 12.72\nInvoice date: |  |  | 10-03-2026",
    );
  });

  test("a label before its value, though it is drawn after it", async () => {
    expect(await readFixture("label-drawn-last.pdf")).toBe(
      "Blood test\nLeukocytes | 3.9 | [4.0-10.0]\nHaemoglobin | 151 | [130-175]\nPlatelets | 88 | [125-350]",
    );
  });

  test("an amount under its header, though the cell before it is empty", async () => {
    const statement = await firstPage(
      drawn(
        [50, 780, "Date"],
        [150, 780, "Debit"],
        [250, 780, "Credit"],
        [50, 760, "1 March"],
        [250, 760, "500.00"],
        [50, 740, "2 March"],
        [150, 740, "20.00"],
      ),
    );
    expect(statement).toBe("Date | Debit | Credit\n1 March |  | 500.00\n2 March | 20.00");
  });

  test("one column of prose after the other, not across", async () => {
    expect(await readFixture("two-columns-by-line.pdf")).toBe(
      "The tenant pays\nthe rent on time\nevery month.\n\n" +
        "The landlord keeps\nthe roof tight and\nthe heating warm.",
    );
  });

  test("three columns of a text one after the other, but the sentences of a table row by row", async () => {
    const columns = [50, 220, 390].map((x, column): Drawn[] =>
      [
        "The tenant pays the",
        "rent on the first of",
        "every month and keeps",
        "the garden in order",
      ].map((text, line) => [x, 780 - line * 14, `${text} ${column}${line}`] as const),
    );
    const whole = columns.map((texts) => texts.map(([, , text]) => text).join("\n"));
    expect(await firstPage(drawn(...columns.flat()))).toBe(whole.join("\n\n"));
    const rows = [0, 1, 2, 3].flatMap((line) =>
      columns.flatMap((texts) => texts.slice(line, line + 1)),
    );
    const [first] = (await firstPage(drawn(...rows))).split("\n");
    expect(first).toBe("The tenant pays the 00 | The tenant pays the 10 | The tenant pays the 20");
  });

  test("amounts in narrow columns apart, and the sign of a list with its text", async () => {
    const page = drawn(
      [50, 780, "1.000,00"],
      [100, 780, "2.000,00"],
      [50, 750, "-"],
      [68, 750, "Roof"],
      [50, 736, "-"],
      [68, 736, "Heating"],
      [50, 700, "Fee"],
      [100, 700, "-"],
      [118, 700, "0.93x"],
    );
    expect(await firstPage(page)).toBe("1.000,00 | 2.000,00\n- Roof\n- Heating\nFee | - | 0.93x");
  });

  test("a raised number that is hardly smaller than its line as a power", async () => {
    const texts: readonly Drawn[] = [
      [50, 780, "The load is 10", 11],
      [122, 784.5, "6", 10],
      [130, 780, "N", 11],
    ];
    expect(await firstPage(drawn(...texts))).toBe("The load is 10^6 N");
  });

  test("the columns of a text of which each is drawn as a whole, with a heading over both", async () => {
    const lines = ["Our heating was broken", "for all of January and", "nobody came to look."];
    const column = (x: number, top: number) =>
      lines.map((text, index) => [x, top - index * 14, text] as const);
    const page = await firstPage(
      drawn(
        [50, 800, "A long complaint to the landlord that crosses the page from side to side"],
        ...column(50, 770),
        ...column(320, 766),
      ),
    );
    expect(page.match(/broken\nfor all of January and\nnobody came to look\./g)).toHaveLength(2);
  });

  test("the wide spaces of a justified line are no cells", async () => {
    const words = ["The", "tenant", "may", "not", "keep", "any", "pets"];
    const page = drawn(
      [50, 780, "A line of prose that goes from one side of the page to the other side"],
      ...words.map((word, index) => [50 + index * 40, 766, word] as const),
      [50, 752, "and another line of prose that goes from one side to the other side too"],
    );
    expect(await firstPage(page)).toContain("The tenant may not keep any pets\n");
  });

  test("a line that is drawn thrice to look bold is read once", async () => {
    expect(await readFixture("fake-bold.pdf")).toBe("Total 1250.00");
  });

  test("a raised number is a power, and never the next digit", async () => {
    expect(await readFixture("superscript.pdf")).toBe("Load 10^6 N, price 100^1\nEUR");
  });

  test("a page on its side reads like any other", async () => {
    const sideways = stream(
      "BT /F 11 Tf 0 1 -1 0 100 50 Tm (Net) Tj ET BT /F 11 Tf 0 1 -1 0 100 150 Tm (5.00) Tj ET " +
        "BT /F 11 Tf 0 1 -1 0 120 150 Tm (7.00) Tj ET BT /F 11 Tf 0 1 -1 0 120 50 Tm (Gross) Tj ET",
    );
    expect(await pagesOf(pagesPdf([sideways]))).toEqual(["Net | 5.00\nGross | 7.00"]);
  });
});

test.each([
  ["cjk-90ms.pdf", "請求書 合計金額"],
  ["cjk-gbk-euc.pdf", "发票 合计金额"],
  ["cjk-ksc.pdf", "청구서 합계 금액"],
  ["cjk-unigb-ucs2.pdf", "发票 合计金额 一千二百五十元"],
  ["cjk-unijis.pdf", "請求書 合計金額"],
])("a PDF in Chinese, Japanese or Korean keeps its text: %s", async (name, text) => {
  const shown = await readFixture(name);
  expect(shown).toContain(text);
  expect(shown).toContain("No. 4417 1250.00");
});

describe("a PDF's notes, fields and links", () => {
  test("are read: text boxes in their place, sticky notes as such", async () => {
    expect(await readFixture("free-text-notes.pdf")).toBe(
      "Name: ____________ Ann Smith, 450 EUR Amount: __________\n" +
        "[note: Reviewer: change the amount to 540]",
    );
    expect(await readFixture("free-text-on-blank.pdf")).toBe("Ann Smith, 450 EUR");
  });

  test("include a link's address, unless its text states it", async () => {
    expect(await readFixture("link.pdf")).toBe("Pay now (https://pay.example.com/77)");
    const link = (address: string, text: string) =>
      makePdf([
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [5 0 R] " +
          "/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        stream(`BT /F 11 Tf 50 780 Td (${text}) Tj ET`),
        `<< /Type /Annot /Subtype /Link /Rect [50 775 160 795] /A << /S /URI /URI (${address}) >> >>`,
      ]);
    expect(await pagesOf(link("https://www.example.com/", "example.com"))).toEqual(["example.com"]);
  });

  test("distinguish a ticked box from an empty one, and include a choice as it is shown", async () => {
    const box = (name: string, label: string, state: string, y: number) =>
      `<< /Type /Annot /Subtype /Widget /FT /Btn /T (${name}) /TU (${label}) /V /${state} /AS /${state} ` +
      `/AP << /N << /On 4 0 R /Off 4 0 R >> >> /Rect [50 ${y} 60 ${y + 10}] /P 3 0 R >>`;
    const form = makePdf([
      "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R 6 0 R 7 0 R] >> >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [5 0 R 6 0 R 7 0 R] >>",
      stream("", "/Type /XObject /Subtype /Form /BBox [0 0 10 10]"),
      box("f1", "Smoker", "On", 700),
      box("f2", "Diabetic", "Off", 680),
      "<< /Type /Annot /Subtype /Widget /FT /Ch /Ff 131072 /T (country) /V (de) " +
        "/Opt [[(fr) (France)] [(de) (Germany)]] /Rect [50 600 99 620] /P 3 0 R >>",
    ]);
    const page = await firstPage(form);
    expect(page).toMatch(/☑\s+☐/);
    expect(page).toContain("Smoker: ticked\nDiabetic: not ticked\ncountry: Germany");
  });
});

describe("each page of a PDF is judged by itself:", () => {
  const image = stream(
    Buffer.alloc(600 * 600, 0x80),
    "/Type /XObject /Subtype /Image /Width 600 /Height 600 /ColorSpace /DeviceGray /BitsPerComponent 8",
  );
  const withPages = (...contents: readonly string[]) =>
    makePdf([
      "<< /Type /Catalog /Pages 2 0 R >>",
      `<< /Type /Pages /Kids [${contents.map((_, at) => `${5 + at * 2} 0 R`).join(" ")}] /Count ${contents.length} >>`,
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
      image,
      ...contents.flatMap((content, at) => [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${6 + at * 2} 0 R ` +
          "/Resources << /Font << /F 3 0 R >> /XObject << /I 4 0 R >> >> >>",
        stream(content),
      ]),
    ]);
  const words = "BT /F 11 Tf 50 780 Td (The rent of this flat is 900 EUR a month.) Tj ET";
  const picture = "q 595 0 0 842 0 0 cm /I Do Q";

  test("letters without a meaning make a page a picture", async () => {
    expect(await readFixture("no-tounicode.pdf")).toBe("scan");
  });

  test("letters that their font does not identify are marked, and make the page worth showing", async () => {
    const widths = "/FirstChar 1 /LastChar 1 /Widths [500]";
    const font = `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica ${widths} /Encoding << /Differences [129 /a129x] >> >>`;
    const page = () =>
      makePdf([
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F ${font} >> >> >>`,
        stream("BT /F 11 Tf 50 780 Td (The total of this bill is \\201\\201 EUR in all) Tj ET"),
      ]);
    const document = await read(page());
    expect(document).toMatchObject({ kind: "text", unread: [1] });
    expect(await firstPage(page())).toContain("\ufffd");
  });

  test("a picture among pages of text is named, an empty page is not", async () => {
    const document = await read(withPages(words, picture, " "));
    expect(document).toMatchObject({ kind: "text", unread: [2], pageCount: 3 });
  });

  test("a word under a picture, such as a scanner's own, makes no text of it", async () => {
    const stamp = `${picture} BT /F 11 Tf 50 20 Td (Copied by Anyscan) Tj ET`;
    expect(await read(withPages(stamp))).toEqual({ kind: "scan", pageCount: 1 });
    expect(await read(withPages(words, stamp))).toMatchObject({ kind: "text", unread: [2] });
    expect(await read(withPages(`${picture} ${words}`))).not.toHaveProperty("unread");
  });

  test("a document without a word is a scan, few words without a picture are text", async () => {
    expect(await read(scannedPdf(3))).toEqual({ kind: "scan", pageCount: 3 });
    expect(await pagesOf(textPdf(["Hello"]))).toEqual(["Hello"]);
  });
});
