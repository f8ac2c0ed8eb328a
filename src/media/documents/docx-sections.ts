import { isOff } from "./docx-numbering.ts";
import { attribute, type Attributes, readXml } from "./read-xml.ts";
import { relationshipId, type Relationships } from "./relationships.ts";
import type { Archive } from "./zip.ts";

/** The headers and footers of a Word document's sections, as far as its pages show them. */
export interface Sections {
  /** Processes an element of the document. */
  see(name: string, attributes: Attributes): void;
  /**
   * Returns the parts in order, each once; all existing ones if the document's end was not read.
   */
  list(isCut: boolean): Promise<{ readonly headers: string[]; readonly footers: string[] }>;
}

interface Reference {
  readonly kind: "header" | "footer";
  readonly type: string;
  readonly id: string;
}

export function createSections(
  related: Relationships,
  settings: string | null,
  archive: Archive,
): Sections {
  const shown: Reference[] = [];
  let section: Reference[] = [];
  let hasFirst = false;

  const endSection = () => {
    shown.push(...section.filter(({ type }) => type !== "first" || hasFirst));
    [section, hasFirst] = [[], false];
  };
  return {
    see(name, attributes) {
      if (name === "sectPr") endSection();
      if (name === "titlePg") hasFirst = !isOff(attributes);
      if (name !== "headerReference" && name !== "footerReference") return;
      const kind = name === "headerReference" ? "header" : "footer";
      const type = attribute(attributes, "type") ?? "default";
      section.push({ kind, type, id: relationshipId(attributes) });
    },
    async list(isCut) {
      endSection();
      const hasEven = await hasEvenPages(archive, settings);
      const partsOf = (kind: "header" | "footer") => {
        const referred = shown
          .filter((each) => each.kind === kind && (each.type !== "even" || hasEven))
          .map(({ id }) => related.byId(id)?.target ?? "");
        const all = related.all.filter(({ type }) => type === kind).map(({ target }) => target);
        return [...new Set(isCut ? all : referred)].filter((name) => archive.has(name));
      };
      return { headers: partsOf("header"), footers: partsOf("footer") };
    },
  };
}

async function hasEvenPages(archive: Archive, settings: string | null): Promise<boolean> {
  let found = false;
  if (settings === null) return found;
  await readXml(archive.open(settings), {
    open(name, attributes) {
      if (name === "evenAndOddHeaders") found = !isOff(attributes);
    },
  });
  return found;
}
