import { expect, test } from "bun:test";
import { readFixture } from "./fixture.ts";
import { docx, openDocument, paragraph, pptx, relationships } from "./make-office.ts";
import { pagesOf } from "./reading.ts";

test("a presentation keeps powers and the numbers of its lists, and says nothing twice", async () => {
  expect(await readFixture("superscript.pptx")).toBe("10^6 users");
  expect(await readFixture("numbered.pptx")).toBe("4. Mix\n5. Bake");
  expect(await readFixture("fallback-twice.pptx")).toBe("Total 77");
});

test("a hidden slide is called hidden, and keeps the numbers of those after it", async () => {
  expect(await readFixture("hidden-slide.pptx")).toBe("Price: 450 EUR\n\f\n[hidden slide]");
});

test("a presentation's table keeps its columns where cells are merged", async () => {
  const cell = (text: string, attributes = "") =>
    `<a:tc ${attributes}><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
  const rows = [
    cell("Name") + cell("Plan") + cell("Fact"),
    cell("Ann", 'gridSpan="2"') + cell("", 'hMerge="1"') + cell("7"),
  ];
  const table = `<a:tbl>${rows.map((row) => `<a:tr>${row}</a:tr>`).join("")}</a:tbl>`;
  expect(await pagesOf(pptx([table]))).toEqual(["Name | Plan | Fact\nAnn |  | 7"]);
});

test("an OpenDocument text keeps numbers, powers, links, spans and hidden words apart", async () => {
  const styles =
    '<office:automatic-styles><style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style>' +
    '<style:style style:name="T2"><style:text-properties text:display="none"/></style:style>' +
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>' +
    '<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/></text:list-style></office:automatic-styles>';
  const item = (text: string, more = "") =>
    `<text:list-item><text:p>${text}</text:p>${more}</text:list-item>`;
  const list = `<text:list text:style-name="L1">${item("Term")}${item("Payment", `<text:list>${item("on the 3rd")}${item("late fee")}</text:list>`)}</text:list>`;
  const table =
    "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell><text:p>B</text:p></table:table-cell><table:table-cell><text:p>C</text:p></table:table-cell></table:table-row>" +
    '<table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>both</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>3</text:p></table:table-cell></table:table-row></table:table>';
  const body =
    `${list}<text:p>100<text:span text:style-name="T1"><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>net</text:p></text:note-body></text:note></text:span></text:p>` +
    `<text:p>10<text:span text:style-name="T1">6</text:span> <text:span text:style-name="T2">draft</text:span>` +
    `<text:a xlink:href="https://a.example/pay">pay</text:a></text:p>${table}`;
  const file = openDocument("text", body, {
    "styles.xml":
      '<office:document-styles xmlns:office="o"><style:master-page><style:header><text:p>No. 4417</text:p></style:header></style:master-page></office:document-styles>',
    "content.xml": `<office:document-content xmlns:office="o">${styles}<office:body><office:text>${body}</office:text></office:body></office:document-content>`,
  });
  expect(await pagesOf(file)).toEqual([
    "[header: No. 4417]\n\n1. Term\n2. Payment\n  2.1 on the 3rd\n  2.2 late fee\n" +
      "100 [1: net]\n10^6 pay (https://a.example/pay)\nA | B | C\nboth |  | 3",
  ]);
});

test("what is struck out is shown as such on slides, in OpenDocument texts and on web pages", async () => {
  const slide =
    '<p:sp><p:txBody><a:p><a:r><a:rPr strike="sngStrike"/><a:t>99 €</a:t></a:r><a:r><a:rPr strike="noStrike"/><a:t> 79 €</a:t></a:r></a:p></p:txBody></p:sp>';
  const style =
    '<style:style style:name="T1"><style:text-properties style:text-line-through-style="solid"/></style:style>';
  const text = '<text:p><text:span text:style-name="T1">99 €</text:span> 79 €</text:p>';
  const open = openDocument("text", "", {
    "content.xml": `<office:document-content xmlns:office="o"><office:automatic-styles>${style}</office:automatic-styles><office:body><office:text>${text}</office:text></office:body></office:document-content>`,
  });
  const page = "<html><p><s>99 €</s> <del>98 €</del> 79 €</p></html>";
  expect(await pagesOf(pptx([slide]))).toEqual(["~~99 €~~ 79 €"]);
  expect(await pagesOf(open)).toEqual(["~~99 €~~ 79 €"]);
  expect(await pagesOf(page)).toEqual(["~~99 €~~ ~~98 €~~ 79 €"]);
});

const CHART =
  '<c:chartSpace><c:chart><c:title><a:t>Sales</a:t></c:title><c:ser><c:tx><c:strCache><c:pt idx="0"><c:v>2026</c:v></c:pt></c:strCache></c:tx>' +
  '<c:cat><c:strCache><c:pt idx="0"><c:v>Q1</c:v></c:pt><c:pt idx="1"><c:v>Q2</c:v></c:pt></c:strCache></c:cat>' +
  '<c:val><c:numCache><c:formatCode>0.0%</c:formatCode><c:pt idx="0"><c:v>0.125</c:v></c:pt><c:pt idx="1"><c:v>0.25</c:v></c:pt></c:numCache></c:val></c:ser></c:chart></c:chartSpace>';

test("charts and diagrams are read with their slide, and the number and the copy of a table are not", async () => {
  const slide =
    '<p:graphicFrame><c:chart r:id="rChart"/></p:graphicFrame><p:graphicFrame><dgm:relIds r:dm="rData"/></p:graphicFrame>' +
    '<p:sp><p:txBody><a:p><a:fld type="slidenum"><a:t>&lt;number&gt;</a:t></a:fld></a:p><a:p><a:r><a:t>Page </a:t></a:r><a:fld type="slidenum"><a:t>3</a:t></a:fld></a:p></p:txBody></p:sp>';
  const deck = pptx([slide], {
    "ppt/slides/_rels/slide1.xml.rels": relationships(
      ["rChart", "chart", "../charts/chart1.xml"],
      ["rData", "diagramData", "../diagrams/data1.xml"],
    ),
    "ppt/charts/chart1.xml": CHART,
    "ppt/diagrams/data1.xml":
      "<dgm:dataModel><dgm:pt><dgm:t><a:t>Plan</a:t></dgm:t></dgm:pt><dgm:pt/><dgm:pt><dgm:t><a:t>Build</a:t></dgm:t></dgm:pt></dgm:dataModel>",
  });
  expect(await pagesOf(deck)).toEqual([
    "[chart]\nSales\n | 2026\nQ1 | 12.5%\nQ2 | 25%\n[diagram]\n- Plan\n- Build\n\nPage 3",
  ]);
  const page =
    "<draw:page><draw:frame><table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell><text:p>B</text:p></table:table-cell></table:table-row></table:table>" +
    "<draw:image/></draw:frame><text:p><text:page-number>&lt;number&gt;</text:page-number></text:p></draw:page>";
  expect(await pagesOf(openDocument("presentation", page))).toEqual(["A | B"]);
});

test("a chart in a Word document is read as the table of its values", async () => {
  const body = `${paragraph("Our sales")}<w:p><w:r><w:t>See</w:t><w:drawing><wp:docPr descr="bars"/><c:chart r:id="rChart"/></w:drawing></w:r></w:p>${paragraph("grew.")}`;
  const file = docx(body, {
    "word/_rels/document.xml.rels": relationships(["rChart", "chart", "charts/chart1.xml"]),
    "word/charts/chart1.xml": CHART,
  });
  expect(await pagesOf(file)).toEqual([
    "Our sales\nSee[chart: bars]\nSales\n| 2026\nQ1 | 12.5%\nQ2 | 25%\n\ngrew.",
  ]);
});

test("an OpenDocument text shows its comments and text boxes, and no hidden section", async () => {
  const body =
    '<text:section text:display="none"><text:p>secret</text:p></text:section><text:p><text:hidden-text>secret</text:hidden-text>Price' +
    "<office:annotation><dc:creator>Ann</dc:creator><dc:date>2026-11-03</dc:date><text:p>Check it</text:p></office:annotation> 450</text:p>" +
    "<text:p>around<draw:frame><draw:text-box><text:p>Total 12</text:p><text:p>VAT 3</text:p></draw:text-box></draw:frame>4</text:p>";
  expect(await pagesOf(openDocument("text", body))).toEqual([
    "Price [comment by Ann: Check it] 450\naround\nTotal 12\nVAT 3\n4",
  ]);
});
