import { expect, test } from "bun:test";
import { firstPage, readFixture } from "./fixture.ts";

test("an appointment keeps its day, hour, zone and place", async () => {
  expect(await readFixture("trip.ics")).toBe(
    "# Event\nWhat: Dentist, Dr. Who\nStarts: 2026-03-01 09:30 (Europe/Berlin)\n" +
      "Ends: 2026-03-01 10:30 (Europe/Berlin)\nWhere: Main St 5",
  );
});

test("a calendar's folded lines, whole days and alarms are distinguished", async () => {
  const calendar = [
    "BEGIN:VCALENDAR",
    "BEGIN:VEVENT",
    "DTSTART;VALUE=DATE:20260501",
    "SUMMARY:A long na",
    " me\\; with a sign",
    'ATTENDEE;CN="Ann: the boss":mailto:ann@a.example',
    "BEGIN:VALARM",
    "DESCRIPTION:Ring",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
  ].join("\r\n");
  expect(await firstPage(calendar)).toBe(
    "# Event\nWhat: A long name; with a sign\nStarts: 2026-05-01\nWith: Ann: the boss <ann@a.example>",
  );
});

test("whole days end on their last day, and a series names its exceptions and its guests", async () => {
  const calendar = [
    "BEGIN:VCALENDAR",
    "BEGIN:VEVENT",
    "SUMMARY:Holiday",
    "DTSTART;VALUE=DATE:20261224",
    "DTEND;VALUE=DATE:20270101",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "SUMMARY:Meeting",
    "DTSTART;TZID=Europe/Berlin:20261110T093000",
    "RRULE:FREQ=WEEKLY",
    "EXDATE;TZID=Europe/Berlin:20261117T093000,20261124T093000",
    "ORGANIZER;CN=Max:mailto:max@a.example",
    "ATTENDEE;PARTSTAT=DECLINED;CN=Ann:mailto:ann@a.example",
    "END:VEVENT",
    "END:VCALENDAR",
  ].join("\r\n");
  expect(await firstPage(calendar)).toBe(
    "# Event\nWhat: Holiday\nStarts: 2026-12-24\nEnds: 2026-12-31\n\n" +
      "# Event\nWhat: Meeting\nStarts: 2026-11-10 09:30 (Europe/Berlin)\nRepeats: FREQ=WEEKLY\n" +
      "Not on: 2026-11-17 09:30 (Europe/Berlin), 2026-11-24 09:30 (Europe/Berlin)\n" +
      "By: Max <max@a.example>\nWith: Ann <ann@a.example> (declined)",
  );
});

test("an invitation by mail shows its appointment once, and a mail in Chinese letters no doubt", async () => {
  const calendar =
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Kick-off\r\nDTSTART:20261110T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR";
  const part = `--b\r\nContent-Type: text/calendar\r\n\r\n${calendar}\r\n`;
  const head = "From: Ann <ann@a.example>\r\nTo: b@a.example\r\nMIME-Version: 1.0\r\n";
  const invitation = `${head}Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee you\r\n${part}${part}--b--`;
  expect(await firstPage(invitation)).toBe(
    "From: Ann <ann@a.example>\nTo: b@a.example\n\nSee you\n\n# Event\nWhat: Kick-off\nStarts: 2026-11-10 09:00 (UTC)",
  );
  const chinese = Buffer.concat([
    Buffer.from(`${head}Content-Type: text/plain; charset=gb2312\r\n\r\n`),
    Buffer.from("c4e3bac3", "hex"),
  ]);
  expect(await firstPage(chinese)).toBe("From: Ann <ann@a.example>\nTo: b@a.example\n\n你好");
});

test("a mail is what its reader sees: who, when, its text and what is attached", async () => {
  const mail = [
    "Received: from a.example",
    "From: =?utf-8?Q?J=C3=BCrgen?= <j@a.example>",
    "To: Ann <ann@a.example>",
    "Subject: =?iso-8859-1?Q?Geb=FChr?=",
    "Date: Sun, 1 Mar 2026 09:30:00 +0100",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/html; charset=iso-8859-1",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "<table><tr><td>Geb=FChr</td><td>4,50 =80</td></tr></table>",
    "--b",
    "Content-Type: application/pdf",
    "Content-Disposition: attachment; filename=bill.pdf",
    "Content-Transfer-Encoding: base64",
    "",
    "JVBERg==",
    "--b--",
  ].join("\r\n");
  expect(await firstPage(mail)).toBe(
    "From: Jürgen <j@a.example>\nTo: Ann <ann@a.example>\nDate: Sun, 1 Mar 2026 09:30:00 +0100\n" +
      "Subject: Gebühr\n\nGebühr | 4,50 €\n\n[attachment: bill.pdf]",
  );
});

test("a web page that was saved as one file shows the page", async () => {
  const archive = [
    "From: <Saved by a browser>",
    "MIME-Version: 1.0",
    'Content-Type: multipart/related; type="text/html"; boundary="b"',
    "",
    "--b",
    "Content-Type: text/html",
    "",
    "<h1>Opening hours</h1><ol><li>Monday</ol>",
    "--b",
    "Content-Type: text/css",
    "",
    "h1 { color: red }",
    "--b--",
  ].join("\r\n");
  const page = await firstPage(archive);
  expect(page).toContain("# Opening hours\n1. Monday");
  expect(page).not.toContain("css");
});

test("a note that only looks like a mail is a note", async () => {
  const note = "Subject: rent\nPlease pay by Friday: 900 EUR";
  expect(await firstPage(note)).toBe(note);
});

test("office files of one part of XML are read as such", async () => {
  expect(await readFixture("spreadsheet2003.xml")).toBe("# S\nRent | 900");
  const sheet =
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">' +
    '<Styles><Style ss:ID="s1"><NumberFormat ss:Format="00000"/></Style></Styles><Worksheet ss:Name="A"><Table>' +
    '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">both</Data></Cell><Cell><Data ss:Type="String">c</Data></Cell></Row>' +
    '<Row><Cell ss:Index="2" ss:StyleID="s1"><Data ss:Type="Number">42</Data></Cell><Cell><Data ss:Type="DateTime">2026-03-01T00:00:00.000</Data></Cell></Row>' +
    "</Table></Worksheet></Workbook>";
  expect(await firstPage(sheet)).toBe("# A\nboth |  | c\n | 00042 | 2026-03-01");
  const word =
    '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>Hello</w:t></w:r></w:p></w:body></w:wordDocument>';
  expect(await firstPage(word)).toBe("Hello");
  const open =
    '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body>' +
    '<office:spreadsheet><table:table table:name="T"><table:table-row><table:table-cell office:value-type="currency" office:value="4.5" office:currency="EUR"/></table:table-row></table:table></office:spreadsheet></office:body></office:document>';
  expect(await firstPage(open)).toBe("# T\n4.5 EUR");
});

test("other XML is shown as it stands", async () => {
  expect(await firstPage("<order><sum>4500</sum></order>")).toBe("<order><sum>4500</sum></order>");
});
