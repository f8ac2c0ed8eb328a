import { collectPages } from "./collect-pages.ts";
import type { DocumentPages, ReadingLimits } from "./document-text.ts";
import type { Gallery } from "./gallery.ts";
import { readDrawings } from "./office-drawings.ts";
import { knowPictures } from "./office-pictures.ts";
import { slideHandler } from "./pptx-slide.ts";
import { readXml } from "./read-xml.ts";
import { relationshipId, relationshipsOf } from "./relationships.ts";
import type { Archive } from "./zip.ts";

const HIDDEN = "[hidden slide]";

/** Reads a presentation in the order of its slides: each slide is a page. */
export async function readPptx(
  archive: Archive,
  main: string,
  limits: ReadingLimits,
  gallery: Gallery,
): Promise<DocumentPages> {
  const slides = await listSlides(archive, main);
  const pages = collectPages(limits);
  for (const [index, slide] of slides.entries()) {
    if (index > 0) pages.turn();
    if (pages.isFull()) break;
    const related = await relationshipsOf(archive, slide);
    await knowPictures(gallery, archive, related);
    const drawings = await readDrawings(archive, related);
    let isHidden = false;
    const handler = slideHandler(pages, {
      addressOf: (id) =>
        (related.byId(id)?.isExternal === true ? related.byId(id)?.target : null) ?? null,
      picture: (id, ...shown) => gallery.mark(related.byId(id)?.target ?? null, ...shown),
      drawing: (id) => drawings.get(id) ?? [],
      hide: () => (isHidden = true),
    });
    await readXml(archive.open(slide), handler, () => isHidden || pages.isFull());
    if (isHidden) pages.line(HIDDEN);
  }
  return pages.finish(slides.length);
}

async function listSlides(archive: Archive, main: string): Promise<string[]> {
  const related = await relationshipsOf(archive, main);
  const slides: string[] = [];
  await readXml(archive.open(main), {
    open(name, attributes) {
      if (name !== "sldId") return;
      const slide = related.byId(relationshipId(attributes))?.target;
      if (slide !== undefined) slides.push(slide);
    },
  });
  return slides;
}
