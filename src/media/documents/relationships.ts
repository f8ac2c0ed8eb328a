import { Unreadable } from "./document-text.ts";
import { attribute, type Attributes, readXml } from "./read-xml.ts";
import type { Archive } from "./zip.ts";

interface Relationship {
  /** The last word of its type, such as `styles`. */
  readonly type: string;
  readonly id: string;
  /** A part's name, or an address outside of the file. */
  readonly target: string;
  readonly isExternal: boolean;
}

/** The relationships of a part of an Office Open XML file. */
export interface Relationships {
  readonly all: readonly Relationship[];
  byId(id: string): Relationship | undefined;
  /**
   * Returns the first existing part of a type, or `usual`, the name in files that do not state it.
   */
  part(type: string, usual?: string): string | null;
}

/**
 * Returns the main part of an Office Open XML file, such as `word/document.xml`. Throws
 * `Unreadable`.
 */
export async function findMainPart(archive: Archive): Promise<string> {
  const { all } = await relationshipsOf(archive, "");
  const main = all.find(({ type }) => type === "officeDocument");
  if (main === undefined) throw new Unreadable("unsupported");
  return main.target;
}

const ROOTS = { document: "docx", workbook: "xlsx", presentation: "pptx" } as const;

/**
 * Returns the format of a file's main part by its first element, whatever its name. Throws
 * `Unreadable`.
 */
export async function officeFormat(
  archive: Archive,
  main: string,
): Promise<(typeof ROOTS)[keyof typeof ROOTS]> {
  let root: string | null = null;
  await readXml(
    archive.open(main),
    {
      open(name) {
        root ??= name;
      },
    },
    () => root !== null,
  );
  const found = Object.entries(ROOTS).find(([name]) => name === root)?.[1];
  if (found === undefined) throw new Unreadable("unsupported");
  return found;
}

/** Returns the targets of the identifiers that `part` uses. */
export async function relationshipsOf(archive: Archive, part: string): Promise<Relationships> {
  const all: Relationship[] = [];
  await readRelationships(archive, part, (found) => all.push(found));
  const ids = new Map(all.map((found) => [found.id, found]));
  return {
    all,
    byId: (id) => ids.get(id),
    part(type, usual) {
      const known = all.find((each) => each.type === type && archive.has(each.target))?.target;
      return known ?? (usual !== undefined && archive.has(usual) ? usual : null);
    },
  };
}

/**
 * Returns the identifier by which an element refers to another part: `r:id`, whatever the prefix.
 */
export function relationshipId(attributes: Attributes): string {
  const key = Object.keys(attributes).find((each) => each.endsWith(":id"));
  return key === undefined ? "" : (attributes[key] ?? "");
}

async function readRelationships(
  archive: Archive,
  part: string,
  each: (found: Relationship) => void,
): Promise<void> {
  const slash = part.lastIndexOf("/") + 1;
  const [folder, file] = [part.slice(0, slash), part.slice(slash)];
  const name = `${folder}_rels/${file}.rels`;
  if (!archive.has(name)) return;
  await readXml(archive.open(name), {
    open(element, attributes) {
      if (element !== "Relationship") return;
      const type = attribute(attributes, "Type")?.split("/").at(-1) ?? "";
      const target = attribute(attributes, "Target") ?? "";
      const isExternal = attribute(attributes, "TargetMode") === "External";
      each({
        type,
        id: attribute(attributes, "Id") ?? "",
        target: isExternal ? target : resolvePart(folder, target),
        isExternal,
      });
    },
  });
}

function resolvePart(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of (target.startsWith("/") ? target : folder + target).split("/")) {
    if (step === "..") path.pop();
    else if (step !== "" && step !== ".") path.push(step);
  }
  return path.join("/");
}
