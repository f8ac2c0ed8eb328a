import { type Gallery, mention } from "./gallery.ts";
import { type HtmlAttributes, readTags } from "./html-tags.ts";
import { sizeOfLengths } from "./shown-size.ts";

/** Drawings are icons, and no picture that could be shown. */
const DATA = /^data:image\/(?!svg)[\w.+-]{1,40};base64,/i;

/** Looks at the pictures that a page holds within itself, each by its address. */
export async function knowPagePictures(html: string, gallery: Gallery): Promise<void> {
  if (!/data:image\//i.test(html)) return;
  const addresses = new Set<string>();
  readTags(html, {
    open(name, attributes) {
      const address = attributes.get("src") ?? "";
      if (name === "img" && DATA.test(address)) addresses.add(address);
    },
    close: () => {},
    text: () => {},
  });
  for (const address of addresses) {
    const start = address.indexOf(",") + 1;
    await gallery.know(address, (maxBytes) =>
      // Four characters hold three bytes.
      Promise.resolve(
        Buffer.from(address.slice(start, start + Math.ceil(maxBytes / 3) * 4), "base64"),
      ),
    );
  }
}

/** What stands in the place of an `img`; one that would have to be fetched only by its own words. */
export function pictureMark(attributes: HtmlAttributes, gallery: Gallery | null): string {
  const description = attributes.get("alt")?.trim() ?? "";
  const source = attributes.get("src")?.trim() ?? "";
  if (gallery !== null && (DATA.test(source) || /^cid:/i.test(source))) {
    const size = sizeOfLengths(attributes.get("width"), attributes.get("height"));
    return gallery.mark(source, description, size);
  }
  return description === "" ? "" : mention("picture", description);
}
