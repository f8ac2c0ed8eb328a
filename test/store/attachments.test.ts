import { describe, expect, test } from "bun:test";
import { toAttachment, toColumns, type UnderstandingColumns } from "../../src/store/attachments.ts";

const PLACE = { messageId: 4, idx: 0, url: "https://x/1" };
const EMPTY = { text: null, bytes: null, durationMs: null };
const BYTES = new Uint8Array([1, 2, 3]);

/** The rows as the first versions wrote them. */
const ROWS: readonly (readonly [what: string, row: UnderstandingColumns])[] = [
  [
    "a picture",
    { ...EMPTY, state: "understood", kind: "image", contentType: "image/png", bytes: BYTES },
  ],
  [
    "a voice note",
    {
      ...EMPTY,
      state: "understood",
      kind: "audio",
      contentType: "audio/ogg",
      text: "hello",
      durationMs: 1_500,
    },
  ],
  [
    "a document with text",
    { ...EMPTY, state: "understood", kind: "document", contentType: "text/plain", text: "terms" },
  ],
  [
    "a scan",
    {
      ...EMPTY,
      state: "understood",
      kind: "document",
      contentType: "application/pdf",
      bytes: BYTES,
    },
  ],
  [
    "a contact",
    { ...EMPTY, state: "understood", kind: "contacts", contentType: "text/vcard", text: "Ada" },
  ],
  [
    "a refused video",
    { ...EMPTY, state: "refused", kind: "video", contentType: "video/mp4", text: "video" },
  ],
];

test.each([...ROWS])("%s is stored as it always was, and nothing of it is lost", (_what, row) => {
  const attachment = toAttachment({ ...PLACE, ...row });
  expect(attachment).toMatchObject({ ...PLACE, state: row.state, kind: row.kind });
  if (attachment.state !== "understood" && attachment.state !== "refused") {
    throw new Error(`read as ${attachment.state}`);
  }
  expect(toColumns(attachment)).toMatchObject(row);
});

describe("a row that says less than its state", () => {
  const kinds = ["image", "audio", "document", "contacts", "video", "unknown"] as const;

  test.each([...kinds])("counts as dropped: %s", (kind) => {
    const row = { ...PLACE, ...EMPTY, state: "understood", kind, contentType: "x/y" } as const;
    expect(toAttachment(row)).toEqual({ ...PLACE, state: "dropped", kind, contentType: "x/y" });
  });

  test("or names a problem that another version knew is refused for an unknown one", () => {
    const row = {
      ...PLACE,
      ...EMPTY,
      state: "refused",
      kind: "image",
      contentType: "x/y",
    } as const;
    for (const text of ["hologram", null]) {
      expect(toAttachment({ ...row, text })).toMatchObject({
        state: "refused",
        problem: "unknown",
      });
    }
  });
});
