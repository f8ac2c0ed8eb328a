import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { understandContacts } from "../../../src/answer/understand/understand-contacts.ts";

const folder = mkdtempSync(join(tmpdir(), "contacts-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a hundred contacts with all that they can hold leave room for the rest of the conversation", async () => {
  const path = join(folder, "contacts.vcf");
  const number = `TEL:+${"1".repeat(299)}\n`;
  writeFileSync(path, `BEGIN:VCARD\nFN:Ada\n${number.repeat(20)}END:VCARD\n`.repeat(100));
  const file = { userId: 1, path, size: 0, type: null, declaredType: "text/vcard", name: null };

  const found = await understandContacts(file);

  const text = "text" in found ? (found.text ?? "") : "";
  expect(text).toStartWith("Ada, +1");
  expect(text).toEndWith("more are left out.)");
  expect(text.length).toBeWithin(19_000, 20_100);
});
