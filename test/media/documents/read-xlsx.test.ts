import { expect, test } from "bun:test";
import { parseFormat, showNumber } from "../../../src/media/documents/cell-value.ts";
import { firstPage, readFixture } from "./fixture.ts";
import { xlsx } from "./make-office.ts";

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
