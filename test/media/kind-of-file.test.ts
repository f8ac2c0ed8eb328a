import { expect, test } from "bun:test";
import type { AttachmentKind } from "../../src/core/media-types.ts";
import { kindOfFile } from "../../src/media/kind-of-file.ts";

test.each<[AttachmentKind, string | null, ReturnType<typeof kindOfFile>]>([
  ["image", "image/jpeg", "image"],
  ["document", "image/png", "image"],
  ["image", null, "image"],
  ["image", "application/xml", "image"],
  ["image", "application/pdf", "mislabelled"],
  ["audio", "application/zip", "mislabelled"],
  ["video", "application/x-msdownload", "mislabelled"],
  ["audio", "image/png", "mislabelled"],
  ["audio", "audio/ogg", "audio"],
  ["audio", "video/mp4", "audio"],
  ["audio", "video/3gpp", "audio"],
  ["document", "video/mp4", "video"],
  ["document", "audio/mpeg", "audio"],
  ["document", "application/pdf", "document"],
  ["document", "application/xml", "document"],
  ["document", null, "document"],
  ["contacts", null, "contacts"],
  ["document", "text/vcard", "contacts"],
  ["unknown", "application/pdf", "document"],
  ["unknown", null, "document"],
])("a file sent as %s that begins like %p is taken for %s", (declared, contentType, kind) => {
  const type = contentType === null ? null : { extension: "x", contentType };
  expect(kindOfFile(declared, type)).toBe(kind);
});
