// bun .ci/pack-cmaps.ts <cmaps>: packs the character maps of a release of pdfjs-dist into
// src/media/documents/cmaps.zip. Only that folder is needed of the package, which brings 38 MB and
// a native addon along. Maps from UTF-8 and UTF-32, which no PDF may name, are left out.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: bun .ci/pack-cmaps.ts <folder of .bcmap files>");
const names = readdirSync(folder).filter((name) => /^(?!.*UTF(?:8|32)).*\.bcmap$/.test(name));
const files = names.map((name) => [name, readFileSync(join(folder, name))] as const);
// The same files give the same archive.
const packed = zipSync(Object.fromEntries(files), { level: 9, mtime: "2000-01-01T00:00:00Z" });
writeFileSync("src/media/documents/cmaps.zip", packed);
copyFileSync(join(folder, "LICENSE"), "src/media/documents/cmaps.LICENSE.txt");
