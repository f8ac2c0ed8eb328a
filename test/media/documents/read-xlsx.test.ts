import { expect, test } from "bun:test";
import { parseFormat, showNumber } from "../../../src/media/documents/cell-value.ts";
import { firstPage, readFixture } from "./fixture.ts";
import { openDocument, xlsx } from "./make-office.ts";
import { pagesOf } from "./reading.ts";

test("a workbook's numbers are shown as its sheet shows them", async () => {
  expect(await readFixture("number-formats.xlsx")).toBe(
    [
      "# Facts",
      "euro | € 1,234.50",
      "dollar | $1,234.50",
      "hours worked 26:30 | 26:30",
      "zip 01234 | 01234",
      "time of 2026-03-01 14:30 | 14:30",
      "account 0012 3456 7890 | 0012 3456 7890",
      "real | R$ 99.90",
      "millions | 2.5 M",
      "year | 2026",
      "month | Mar 2026",
      "half | 1/2",
      "weight | 70 kg",
      "yen | ¥5,000",
      "weekday | Sunday",
      "number | Nr. 007",
      "loss | (250.00)",
    ].join("\n"),
  );
  expect(await readFixture("currencies.xlsx")).toBe(
    "# Quotes\nSupplier | Price\nNorth | € 1,200.00\nSouth | $1,200.00\nEast | ¥1,200",
  );
});

test.each([
  ["0.00%", "0.195", "19.5%"],
  ["0%", "0.3333333", "33.33%"],
  ["#,##0;[Red]#,##0", "-1200", "-1,200"],
  ["d.m.yy", "46082", "2026-03-01"],
  ["[mm]:ss", "0.5", "720:00"],
  ["0.00E+00", "12345", "1.23E+04"],
  ["no such [[ code", "5", "5"],
  ["yyyy", "-1", "-1"],
])("a number that is shown by %s stays true", (code, stored, shown) => {
  expect(showNumber(stored, parseFormat(code), false)).toBe(shown);
});

test("dates counted from 1904 are right, whatever an extension says", async () => {
  expect(await readFixture("dates-1904-ext.xlsx")).toBe("# D\nDue | 2026-03-01");
});

test("a workbook is read wherever its parts stand and however they are spelt", async () => {
  expect(await readFixture("other-folder.xlsx")).toBe("# D\nDue | 2026-03-01");
  expect(await readFixture("strings-elsewhere.xlsx")).toBe("# S\nApples | 12\nPears | 15");
});

test("a workbook's cells keep raised numbers, far columns and formulas without a value", async () => {
  const cell = (at: string, text: string) =>
    `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const wide = Array.from({ length: 40 }, (_, at) => {
    const letter = at < 26 ? String.fromCharCode(65 + at) : `A${String.fromCharCode(39 + at)}`;
    return cell(`${letter}1`, `h${at + 1}`);
  });
  const rows =
    `<row r="1">${wide.join("")}</row>` +
    '<row r="2"><c r="A2" t="inlineStr"><is><r><t>10</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>6</t></r></is></c>' +
    `${cell("AN2", "last")}</row><row r="3"><c r="A3"><f>SUM(B1:B2)</f></c></row>`;
  const page = await firstPage(xlsx({ A: rows }));
  const [, header = "", values = "", formula] = page.split("\n");
  expect(values.split(" | ").length).toBe(header.split(" | ").length);
  expect(values).toStartWith("10^6 | ");
  expect(formula).toBe("=SUM(B1:B2)");
});

test("a formula whose result is an empty text is an empty cell", async () => {
  const rows =
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Rent</t></is></c>' +
    '<c r="B1" t="str"><f>IF(C1&gt;0,"late","")</f><v></v></c><c r="C1"><v>5</v></c></row>';
  expect(await firstPage(xlsx({ A: rows }))).toBe("# A\nRent |  | 5");
});

test("rows and columns that a workbook hides are left out, and their number is stated", async () => {
  const cell = (at: string, value: string) => `<c r="${at}"><v>${value}</v></c>`;
  const sheet = (rows: string) => ({
    "xl/worksheets/sheet0.xml": `<worksheet><cols><col min="2" max="2" hidden="1"/></cols><sheetData>${rows}</sheetData></worksheet>`,
  });
  const rows =
    `<row r="1">${cell("A1", "1")}${cell("B1", "2")}${cell("C1", "3")}</row>` +
    `<row r="2" hidden="1">${cell("A2", "4")}</row><row r="3">${cell("A3", "5")}</row>`;
  const shown = "1 | 3\n5\n[hidden and left out: 1 row(s), 1 column(s)]";
  expect(await firstPage(xlsx({ A: "" }, [], sheet(rows)))).toBe(`# A\n${shown}`);

  const value = (number: number) =>
    `<table:table-cell><text:p>${number}</text:p></table:table-cell>`;
  const table =
    '<table:table table:name="T"><table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>' +
    `<table:table-row>${value(1)}${value(2)}${value(3)}</table:table-row>` +
    `<table:table-row table:visibility="filter">${value(4)}</table:table-row>` +
    `<table:table-row>${value(5)}</table:table-row></table:table>`;
  expect(await firstPage(openDocument("spreadsheet", table))).toBe(`# T\n${shown}`);
});

test("hidden sheets of an OpenDocument spreadsheet are left out, and moments are shown as in others", async () => {
  const sheet = (name: string, style: string) =>
    `<table:table table:name="${name}" table:style-name="${style}"><table:table-row><table:table-cell office:date-value="2026-03-01T14:30:00"/></table:table-row></table:table>`;
  const style = (name: string, isShown: boolean) =>
    `<style:style style:name="${name}"><style:table-properties table:display="${isShown}"/></style:style>`;
  const content = `<office:document-content xmlns:office="urn:o" xmlns:style="urn:s" xmlns:table="urn:b"><office:automatic-styles>${style("ta1", true)}${style("ta2", false)}</office:automatic-styles><office:body><office:spreadsheet>${sheet("Secret", "ta2")}${sheet("Open", "ta1")}</office:spreadsheet></office:body></office:document-content>`;
  const file = openDocument("spreadsheet", "", { "content.xml": content });
  expect(await pagesOf(file)).toEqual(["# Open\n2026-03-01 14:30:00"]);
});

test("equal rows of an OpenDocument spreadsheet, which are stored once, are all read", async () => {
  const row = (times: number, text: string) =>
    `<table:table-row table:number-rows-repeated="${times}"><table:table-cell>${text}</table:table-cell></table:table-row>`;
  const table = `<table:table table:name="T">${row(3, "<text:p>5 €</text:p>")}${row(1_048_000, "")}</table:table>`;
  expect(await firstPage(openDocument("spreadsheet", table))).toBe("# T\n5 €\n5 €\n5 €");
});

test("a link in a sheet is shown with its address", async () => {
  const formula =
    '<row r="1"><c r="A1" t="str"><f>HYPERLINK("https://a.example/77","Invoice")</f><v>Invoice</v></c></row>';
  expect(await firstPage(xlsx({ A: formula }))).toBe("# A\nInvoice (https://a.example/77)");
  const table =
    '<table:table table:name="A"><table:table-row><table:table-cell><text:p><text:a xlink:href="https://a.example/77">Invoice</text:a></text:p></table:table-cell></table:table-row></table:table>';
  expect(await firstPage(openDocument("spreadsheet", table))).toBe(
    "# A\nInvoice (https://a.example/77)",
  );
});
