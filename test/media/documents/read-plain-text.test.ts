import { describe, expect, test } from "bun:test";
import { resolveLinks } from "../../../src/media/documents/links.ts";
import { firstPage, readFixture } from "./fixture.ts";
import { zip } from "./make-office.ts";
import { pagesOf, read, refusal } from "./reading.ts";

describe("a text file", () => {
  test("is read in the encoding that it has", async () => {
    const csv = "Straße;Größe\nÄrmel;7 €";
    const wide = Buffer.from(csv, "utf16le");
    expect(await pagesOf(csv)).toEqual([csv]);
    expect(await pagesOf(`\ufeff${csv}`)).toEqual([csv]);
    expect(await pagesOf(wide)).toEqual([csv]);
    expect(await pagesOf(Buffer.concat([Buffer.from([0xfe, 0xff]), wide.swap16()]))).toEqual([csv]);
    expect(await pagesOf(Buffer.from("Gr\xf6\xdfe;7 \x80", "latin1"))).toEqual(["Größe;7 €"]);
  });

  test.each([
    ["statement-big5.csv", "日期,說明,金額\n2026年3月1日,辦公室租金,4500元"],
    ["statement-cp1251.csv", "05.03.2026;Оплата от клиента «Ромашка»;120 500,50"],
    ["statement-eucjp.txt", "2026年3月5日,給与の振込,320000円"],
    ["statement-euckr.csv", "2026년 3월 1일,사무실 임대료,450000원"],
    ["statement-gbk.csv", "2026年3月5日,客户付款,12050元"],
    ["statement-koi8r.txt", "Оплата от клиента Ромашка"],
    ["statement-sjis.csv", "2026年3月1日,家賃の支払い,85000円"],
    ["wyciag-cp1250.csv", "Czynsz — Łódź, żółta część;-1 500,00 zł"],
    ["greek-1253.txt", "Ημερομηνία: 1 Μαρτίου 2026\nΕνοίκιο: 450 ευρώ"],
    ["hebrew-1255.txt", "תאריך: 1 במרץ 2026"],
    ["thai-874.txt", "วันที่ 1 มีนาคม 2569 ค่าเช่า 4500 บาท"],
    ["turkish-1254.txt", "Kira ödemesi: İstanbul, şubat ayı, 4500 TL"],
    ["arabic-1256.txt", "التاريخ: 1 مارس 2026\nالإيجار: 4500 جنيه"],
    ["mac-roman.txt", "Größe: fünf Äpfel, café"],
    ["utf16-nobom.csv", "Date;Amount\n2026-03-01;45,00 €"],
    ["xml-1251.xml", "Ромашка"],
  ])("that does not declare its encoding is decoded: %s", async (name, text) => {
    expect(await readFixture(name)).toContain(text);
  });

  test.each([
    "Reçu de loyer pour février, payé par chèque: 450 €",
    "Señor Muñoz: el alquiler de enero está pagado. ¿Cuánto debo?",
    "It’s a “deal” – 5 £ at 25 °C",
    "København, rødgrød med fløde på bordet",
    "Quantità;Prezzo\nCaffè;3,50",
    "Nom\tMontant\nÉlodie Lefèvre\t12,50 €\nCœur « à l'œuvre »\t3",
    "Perché è così? Più",
    "Temperatur 25 °C, 3 µm, 5 m³",
    "José Núñez; 600123456",
    "100 €",
  ])("from an old Western program is read without a doubt: %s", async (text) => {
    const signs: Readonly<Record<string, number>> = {
      "€": 0x80,
      "’": 0x92,
      "“": 0x93,
      "”": 0x94,
      "–": 0x96,
      œ: 0x9c,
    };
    const bytes = Array.from(text, (each) => signs[each] ?? each.charCodeAt(0));
    expect(await firstPage(Uint8Array.from(bytes))).toBe(text);
  });

  test("from a European program before Windows keeps its euro sign, and the end mark of DOS is no binary", async () => {
    const csv = Buffer.from("M\xfcller;12,50 \xa4;\xa6koda\r\n\x1a", "latin1");
    expect(await firstPage(csv)).toBe("Müller;12,50 €;Škoda");
  });

  test("with one damaged byte loses that character, and no other", async () => {
    const bytes = Buffer.from("Größe: fünf Äpfel, schöne Grüße");
    bytes[bytes.indexOf(", ")] = 0xff;
    expect(await firstPage(bytes)).toBe("Größe: fünf Äpfel\ufffd schöne Grüße");
  });

  test("whose encoding is a guess says so", async () => {
    expect(await readFixture("mac-roman.txt")).toStartWith("[This file does not say");
    expect(await readFixture("statement-gbk.csv")).not.toContain("[");
  });

  test("obeys the encoding that it declares", async () => {
    const page = Buffer.from('<html><meta charset="iso-8859-5"><p>\xc0\xe3\xd1\xdb\xec', "latin1");
    expect(await firstPage(page)).toBe("Рубль");
    const shifted = Buffer.from("\x1b$B;vL3=j\x1b(B 4500", "latin1");
    expect(await firstPage(shifted)).toBe("事務所 4500");
  });

  test("in HTML keeps numbers, rows, powers, links and form values", async () => {
    expect(await readFixture("mail-receipt.html")).toBe(
      "Item | Qty | Price\nTea | 2 | 4.00\nCake | 1 | 3.50\nTotal |  | 11.50",
    );
    expect(await readFixture("ol-rowspan.html")).toBe(
      [
        "4. Pay",
        "5. Sign",
        "Day | Time | Room",
        "Mon | 9:00 | A1",
        " | 11:00 | B2",
        "Holiday |  | -",
        "",
        "Area 25 m^2, 10^6 people, price 100^1. H2O",
        "Pay at this link (https://pay.example.com/77)",
        "Name Ann Smith ☑ Yes ☐ No",
        "B [picture: Total 44 EUR]",
      ].join("\n"),
    );
    expect(await readFixture("xhtml-frag.html")).toBe("Größe | 42");
  });

  test("in a page of the web keeps its links to its own site, and shows where its frames are", async () => {
    const links = `<a href="/menu">Menu</a>, <a href="a (1).pdf#p2">card</a>, <a href="//b.example/x">B</a>,
      <a href="#top">top</a>, <a href="javascript:go()">go</a>`;
    const shown = async (html: string) => {
      const document = await read(html, { isOfWeb: true }, "html");
      const text = document.kind === "text" ? document.pages[0]?.text : null;
      return resolveLinks(text ?? "", "https://a.example/dir/page");
    };
    expect(await shown(`<p>${links}</p>`)).toBe(
      "Menu (https://a.example/menu), card (https://a.example/dir/a%20%281%29.pdf#p2), B (https://b.example/x), top, go",
    );
    expect(await shown(`<base href="/"><a href="menu">Menu</a>`)).toBe(
      "Menu (https://a.example/menu)",
    );
    expect(await shown(`<base href="https://c.example/d/"><a href="menu">Menu</a>`)).toBe(
      "Menu (https://c.example/d/menu)",
    );
    expect(await shown('<html><frameset><frame src="in.html"></frameset></html>')).toBe(
      "(https://a.example/dir/in.html)",
    );
    expect(await shown(`<meta http-equiv="Refresh" content="0; URL='/en/'"><p>Wait</p>`)).toBe(
      "(https://a.example/en/)\nWait",
    );
    // Of a file that a user sent nobody can follow them.
    expect(await pagesOf(`<p><a href="/menu">Menu</a></p>`)).toEqual(["Menu"]);
  });

  test("in HTML shows no hidden words, whatever else is left open", async () => {
    const page =
      "<html><p hidden>secret<p>one<div style='display:none'>secret<div>secret</div></div>" +
      "<ol type=a reversed start=3><li><p>c</p><li value=9>i</ol><span hidden>two";
    expect(await firstPage(page)).toBe("one\nc. c\ni. i\ntwo");
  });

  test("in HTML shows its visible content", async () => {
    const html =
      "<!doctype html><title>Shop</title><style>p{}</style><script>alert(1)</script>" +
      "<h2>Tea &amp; more</h2><p>One\n  line</p><ul><li>green<li>black</ul>" +
      "<table><tr><th>Item<th>Price<tr><td>Tea<td>3</table>";
    expect(await read(html)).toMatchObject({
      format: "html",
      pages: [{ text: "# Shop\n## Tea & more\nOne line\n- green\n- black\nItem | Price\nTea | 3" }],
    });
  });

  test("in HTML keeps a table's caption out of its cells, and no pronunciation in a word", async () => {
    const page =
      "<table><caption>Prices</caption><tr><th>Tea<th>3</table><p><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>へ</p>";
    expect(await firstPage(page)).toBe("Prices\nTea | 3\n\n東京へ");
  });

  test("has the kind that its name indicates, since its content cannot", async () => {
    expect(await read("a,b", {}, "csv")).toMatchObject({ format: "csv" });
    expect(await read("# a", {}, "markdown")).toMatchObject({ format: "markdown" });
    const page = '<h1 align="center">Bot</h1>\n\n1. one\n2. two';
    expect(await read(page, {}, "markdown")).toMatchObject({ pages: [{ text: page }] });
  });
});

describe("an unsupported file", () => {
  test("is recognised by its content, whatever its name", async () => {
    const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
    const compound = Buffer.from("d0cf11e0a1b11ae1", "hex");
    const locked = Buffer.concat([compound, Buffer.from("EncryptedPackage", "utf16le")]);
    expect(await refusal(png)).toBe("unsupported");
    expect(await refusal(zip({ "photo.txt": "hello" }))).toBe("unsupported");
    expect(await refusal("{\\rtf1 hello}")).toBe("outdated");
    expect(await refusal(compound)).toBe("unsupported");
    expect(await refusal(locked)).toBe("encrypted");
    expect(await refusal("")).toBe("empty");
    expect(await refusal(" \n\t ")).toBe("empty");
  });
});
