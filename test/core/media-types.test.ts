import { describe, expect, test } from "bun:test";
import { nameOfFormat } from "../../src/core/describe-part.ts";
import { type AttachmentKind, mediaTypeOf, mediaTypeOfName } from "../../src/core/media-types.ts";

describe("a file's kind follows from its content type,", () => {
  test.each<[string, AttachmentKind]>([
    ["image/heic", "image"],
    ["IMAGE/JPEG; charset=binary", "image"],
    ["audio/ogg; codecs=opus", "audio"],
    ["application/ogg", "audio"],
    ["video/3gpp", "video"],
    ["text/vcard", "contacts"],
    ["text/x-vcard; charset=utf-8", "contacts"],
    ["text/plain", "document"],
    ["application/pdf", "document"],
    ["application/octet-stream", "unknown"],
    ["font/ttf", "unknown"],
    ["image", "unknown"],
    ["constructor/__proto__", "unknown"],
    ["", "unknown"],
  ])("of %p it is %s", (contentType, kind) => {
    expect(mediaTypeOf(contentType).kind).toBe(kind);
  });
});

test.each([
  ["audio/ogg;codecs=opus", "ogg", "ogg"],
  ["video/ogg", "ogg", "ogg"],
  ["audio/x-m4a", "m4a", "mov"],
  ["video/webm", "webm", "matroska"],
  ["audio/amr", undefined, "amr"],
  ["audio/unheard-of", undefined, undefined],
])("a recording of %s is transcribed as %p, and converted from %p", (type, format, demuxer) => {
  const found: { readonly audioFormat?: string; readonly demuxer?: string } = mediaTypeOf(type);
  expect([found.audioFormat, found.demuxer]).toEqual([format, demuxer]);
});

test("the file name's extension distinguishes kinds of text", () => {
  expect(mediaTypeOfName("Umsätze.CSV")?.textFormat).toBe("csv");
  expect(mediaTypeOfName("README.md")?.textFormat).toBe("markdown");
  expect(mediaTypeOfName("page.htm")?.textFormat).toBe("html");
  expect(mediaTypeOfName("letter.docx")).toBeNull();
});

test("a browser runs nothing in a file that it shows", () => {
  expect(mediaTypeOf("image/png").isInert).toBe(true);
  expect(mediaTypeOf("video/mp4").isInert).toBe(true);
  expect(mediaTypeOf("image/svg+xml").isInert).toBeUndefined();
  expect(mediaTypeOf("text/html").isInert).toBeUndefined();
});

test.each([
  ["application/pdf", null, "PDF"],
  [
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "a.docx",
    "Word document",
  ],
  ["application/vnd.ms-excel", null, "Excel workbook"],
  ["text/plain; charset=utf-8", "notes.txt", "Text"],
  ["application/x-tar", "photos.tar", "TAR"],
  ["application/x-tar", null, "Document"],
  ["font/ttf", "no ending", "File"],
  ["text/vcard", null, "Contact card"],
])("the format of %p named %p is %p", (contentType, fileName, format) => {
  expect(nameOfFormat(contentType, fileName)).toBe(format);
});
