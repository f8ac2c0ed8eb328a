import { Unreadable } from "./document-text.ts";
import { attribute, type Attributes, readXml } from "./read-xml.ts";
import type { Archive } from "./zip.ts";

/** The part that an Office Open XML file is about, such as `word/document.xml`. Throws `Unreadable`. */
export async function findMainPart(archive: Archive): Promise<string> {
  let main: string | undefined;
  await readRelationships(archive, "", (type, _id, target) => {
    if (type === "officeDocument") main ??= target;
  });
  if (main === undefined) throw new Unreadable("unsupported");
  return main;
}

/** Where the identifiers that `part` uses point to, as names of parts. */
export async function relationshipsOf(
  archive: Archive,
  part: string,
): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>();
  await readRelationships(archive, part, (_type, id, target) => targets.set(id, target));
  return targets;
}

/** The identifier by which an element points to another part: `r:id`, whatever `r` is called. */
export function relationshipId(attributes: Attributes): string {
  const key = Object.keys(attributes).find((each) => each.endsWith(":id"));
  return key === undefined ? "" : (attributes[key] ?? "");
}

async function readRelationships(
  archive: Archive,
  part: string,
  each: (type: string, id: string, target: string) => void,
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
      each(type, attribute(attributes, "Id") ?? "", resolvePart(folder, target));
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
