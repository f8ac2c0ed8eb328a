import { beforeAll, describe, expect, test } from "bun:test";
import type { DocumentPicture } from "../../../src/media/documents/document-text.ts";
import { createGallery } from "../../../src/media/documents/gallery.ts";
import { hugePng, jpeg } from "../../pictures.ts";
import { docx, openDocument, paragraph, pptx, relationships, shape } from "./make-office.ts";
import { pagesPdf, stream } from "./make-pdf.ts";
import { read } from "./reading.ts";

const MIB = 2 ** 20;
const LIMITS = { maxShown: 8, maxBytes: 3 * MIB };

/** Returns the text of a document, page by page, and its pictures. */
async function see(bytes: Uint8Array | string, limits = LIMITS, isLate = () => false) {
  const gallery = createGallery(limits);
  const document = await read(bytes, { maxInflatedBytes: 128 * MIB }, "txt", gallery);
  const pictures: DocumentPicture[] = [];
  for await (const picture of gallery.take(isLate)) pictures.push(picture);
  const pages = document.kind === "text" ? document.pages.map(({ text }) => text) : [];
  return { document, pages, text: pages.join("\n\f\n"), pictures };
}

const numbersOf = (pictures: readonly DocumentPicture[]) => pictures.map(({ number }) => number);
const sizeOf = async ({ bytes }: DocumentPicture) => {
  const { width, height } = await new Bun.Image(bytes).metadata();
  return [width, height];
};

let photo: Uint8Array<ArrayBuffer>;
let chart: Uint8Array<ArrayBuffer>;
let icon: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  photo = await jpeg("red", 800, 600);
  chart = await jpeg("blue", 400, 300);
  icon = await jpeg("blue", 24, 24);
});

const EMU = 12_700;
const drawing = (id: string, width: number, height: number, description = "", more = "") =>
  `<w:p><w:r><w:drawing><wp:inline xmlns:wp="urn:wp"><wp:extent cx="${width * EMU}" cy="${height * EMU}"/><wp:docPr id="1" descr="${description}">${more}</wp:docPr><a:graphic xmlns:a="urn:a"><a:blip xmlns:r="urn:r" r:embed="${id}"/></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
const wordWith = (
  body: string,
  media: Readonly<Record<string, Uint8Array>>,
  more: readonly string[] = [],
) =>
  docx(body, {
    "word/_rels/document.xml.rels": relationships(
      ...[...Object.keys(media), ...more].map((name) => [name, "image", `media/${name}`] as const),
    ),
    ...Object.fromEntries(
      Object.entries(media).map(([name, bytes]) => [`word/media/${name}`, bytes]),
    ),
  });

describe("pictures inside a document are shown with it, and named in their place:", () => {
  test("in a Word document, with their descriptions, the largest first", async () => {
    const body =
      paragraph("Before") +
      drawing("chart", 150, 100, "sales by year") +
      paragraph("Between") +
      drawing("photo", 400, 300) +
      paragraph("After");
    const { text, pictures } = await see(wordWith(body, { photo, chart }));
    expect(text.split("\n")).toEqual([
      "Before",
      "[picture 1: sales by year]",
      "Between",
      "[picture 2]",
      "After",
    ]);
    expect(numbersOf(pictures)).toEqual([2, 1]);
    expect(await Promise.all(pictures.map(sizeOf))).toEqual([
      [800, 600],
      [400, 300],
    ]);
  });

  test("in a presentation, on their slides", async () => {
    const slide = (id: string) =>
      `${shape("title", `About ${id}`)}<p:pic><p:nvPicPr><p:cNvPr id="4" descr=""/></p:nvPicPr><p:blipFill><a:blip r:embed="${id}"/></p:blipFill><p:spPr><a:xfrm><a:ext cx="${300 * EMU}" cy="${200 * EMU}"/></a:xfrm></p:spPr></p:pic>`;
    const media = { "ppt/media/photo.jpg": photo, "ppt/media/chart.jpg": chart };
    const rels = (id: string) => relationships([id, "image", `../media/${id}.jpg`]);
    const bytes = pptx([slide("photo"), slide("chart")], {
      ...media,
      "ppt/slides/_rels/slide2.xml.rels": rels("photo"),
      "ppt/slides/_rels/slide1.xml.rels": rels("chart"),
    });
    const { pages, pictures } = await see(bytes);
    expect(pages).toEqual(["# About photo\n[picture 1]", "# About chart\n[picture 2]"]);
    expect(await Promise.all(pictures.map(sizeOf))).toEqual([
      [800, 600],
      [400, 300],
    ]);
  });

  test("in an OpenDocument text", async () => {
    const frame =
      '<draw:frame svg:width="12cm" svg:height="9cm"><draw:image xlink:href="Pictures/Photo.jpg"/></draw:frame>';
    const bytes = openDocument("text", `<text:p>The roof: ${frame}</text:p>`, {
      "Pictures/Photo.jpg": photo,
    });
    const { text, pictures } = await see(bytes);
    expect(text).toBe("The roof: [picture 1]");
    expect(numbersOf(pictures)).toEqual([1]);
  });

  test("in a web page that embeds them", async () => {
    const data = `data:image/jpeg;base64,${Buffer.from(chart).toString("base64")}`;
    const { text, pictures } = await see(
      `<html><p>Sales</p><img src="${data}" alt="by year"><p>End <img src="https://example.com/x.png"></p></html>`,
    );
    expect(text).toContain("[picture 1: by year]");
    expect(numbersOf(pictures)).toEqual([1]);
  });

  test("in a mail: in their place in the page, and attached", async () => {
    const part = (head: string, bytes: Uint8Array) =>
      `--b\r\nContent-Type: image/jpeg; name="a.jpg"\r\n${head}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(bytes).toString("base64")}\r\n`;
    const mail =
      'From: Ada <ada@example.com>\r\nSubject: Roof\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n' +
      '--b\r\nContent-Type: text/html\r\n\r\n<p>Look: <img src="cid:roof@x"> and call.</p>\r\n' +
      part("Content-ID: <roof@x>\r\nContent-Disposition: inline", photo) +
      part('Content-Disposition: attachment; filename="plan.jpg"', chart) +
      "--b--\r\n";
    const { text, pictures } = await see(mail);
    expect(text).toContain("Look: [picture 1] and call.");
    expect(text).toContain("[attachment: plan.jpg] [picture 2]");
    expect(new Set(numbersOf(pictures))).toEqual(new Set([1, 2]));
  });

  test("on a page of a PDF that is mostly a picture, beside its words", async () => {
    const bytes = photoPdf(photo, "A view of the roof from the north in March");
    const { text, pictures } = await see(bytes);
    expect(text).toBe("A view of the roof from the north in March\n[picture 1]");
    expect(await Promise.all(pictures.map(sizeOf))).toEqual([[800, 600]]);
  });

  test.each([
    ["bits", "/DeviceGray /BitsPerComponent 1", Buffer.alloc(80 * 480, 0xff)],
    ["greys", "/DeviceGray /BitsPerComponent 8", Buffer.alloc(640 * 480, 0xff)],
    ["colours", "/DeviceRGB /BitsPerComponent 8", Buffer.alloc(3 * 640 * 480, 0xff)],
  ])("on a page of a PDF that stores it as %s", async (_what, space, bytes) => {
    const entries = `/Width 640 /Height 480 /ColorSpace ${space}`;
    const { pictures } = await see(picturePdf(bytes, entries, "The roof in March"));
    const [picture] = pictures;
    expect(picture === undefined ? null : await sizeOf(picture)).toEqual([640, 480]);
  });

  test("as the pages of a scan", async () => {
    const { document, pictures } = await see(photoPdf(photo, ""));
    expect(document).toEqual({ kind: "scan", pageCount: 1 });
    expect(numbersOf(pictures)).toEqual([1]);
  });
});

/** A PDF of one page with a picture over most of it. */
function picturePdf(bytes: Uint8Array, entries: string, words: string) {
  const image = stream(bytes, `/Type /XObject /Subtype /Image ${entries}`);
  const content = `BT /F 12 Tf 50 780 Td (${words}) Tj ET q 500 0 0 375 50 300 cm /I Do Q`;
  return pagesPdf([stream(content)], { I: image });
}

function photoPdf(bytes: Uint8Array, words: string) {
  const entries = "/Width 800 /Height 600 /ColorSpace /DeviceRGB /BitsPerComponent 8";
  return picturePdf(bytes, `${entries} /Filter /DCTDecode`, words);
}

describe("decoration is neither shown nor named:", () => {
  test("icons, rules, and pictures that the author marked as decoration", async () => {
    const decorative =
      '<a:ext xmlns:a="urn:a"><adec:decorative xmlns:adec="urn:d" val="1"/></a:ext>';
    const body =
      drawing("icon", 200, 200) +
      drawing("photo", 18, 18) +
      drawing("photo", 450, 30) +
      drawing("photo", 450, 300, "", decorative) +
      paragraph("Text");
    const { text, pictures } = await see(wordWith(body, { icon, photo }));
    expect(text).toBe("Text");
    expect(pictures).toEqual([]);
  });

  test("a logo in many places", async () => {
    const page = (number: number) => drawing("chart", 120, 90) + paragraph(`Page ${number}`);
    const body = [1, 2, 3, 4].map(page).join("") + drawing("photo", 300, 200);
    const { text, pictures } = await see(wordWith(body, { chart, photo }));
    expect(text.match(/\[picture 1\]/g)).toHaveLength(2);
    expect(numbersOf(pictures)).toEqual([2]);
  });
});

describe("pictures keep within their limits:", () => {
  const many = (count: number, bytes: Uint8Array) => {
    const names = Array.from({ length: count }, (_, index) => `p${index}`);
    return wordWith(
      names.map((name) => drawing(name, 300, 200)).join("") + paragraph("The end"),
      Object.fromEntries(names.map((name) => [name, bytes])),
    );
  };

  test("of a thousand a few are shown, and the text is whole", async () => {
    const { text, pictures } = await see(many(1_000, chart));
    expect(text).toContain("[picture 200]");
    expect(text).not.toContain("[picture 201]");
    expect(text).toEndWith("The end");
    expect(pictures).toHaveLength(8);
  });

  test("all of them together have so many bytes at most", async () => {
    const { pictures } = await see(many(5, photo), { maxShown: 8, maxBytes: 2 * photo.length });
    expect(pictures.length).toBeGreaterThan(0);
    const bytes = pictures.reduce((sum, picture) => sum + picture.bytes.length, 0);
    expect(bytes).toBeLessThanOrEqual(2 * photo.length);
  });

  test("one that claims 60,000 pixels a side, or is not a picture, is only mentioned", async () => {
    const body = drawing("huge", 300, 200) + drawing("odd", 300, 200, "a drawing");
    const media = { huge: hugePng(), odd: Buffer.from("no picture at all") };
    const { text, pictures } = await see(wordWith(body, media));
    expect(text).toBe("[picture]\n[picture: a drawing]");
    expect(pictures).toEqual([]);
  });

  test("some that swell or are cut off leave the text and the others as they are", async () => {
    const bomb = Buffer.concat([chart.subarray(0, 100), Buffer.alloc(30_000_000)]);
    const cut = photo.subarray(0, 700);
    // One part under many names, whose letters' size means nothing.
    const names = Array.from(
      { length: 64 },
      (_, at) => `bomb${at.toString(2).padStart(6, "0")}`,
    ).map((name) => name.replaceAll("0", "a").replaceAll("1", "A"));
    const body =
      drawing("bombaaaaaa", 500, 400) + drawing("cut", 500, 400) + drawing("photo", 300, 200);
    const bytes = wordWith(body + paragraph("The end"), { bombaaaaaa: bomb, cut, photo }, names);
    const { text, pictures } = await see(bytes);
    expect(text).toBe("[picture]\n[picture 1]\n[picture 2]\nThe end");
    expect(numbersOf(pictures)).toContain(2);
  });

  test("none is begun once the time is up", async () => {
    const { text, pictures } = await see(many(3, chart), LIMITS, () => true);
    expect(text).toContain("[picture 3]");
    expect(pictures).toEqual([]);
  });

  test("if the model accepts none, they are mentioned", async () => {
    const none = await see(many(2, chart), { maxShown: 0, maxBytes: 0 });
    expect(none.text).toBe("[picture]\n[picture]\nThe end");
    expect(none.pictures).toEqual([]);
  });
});
