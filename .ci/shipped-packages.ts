import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface ShippedPackage {
  /** The place in the lockfile, such as `@scalar/types/zod`: a package may be there in two versions. */
  readonly key: string;
  readonly name: string;
  readonly version: string;
  /** As the package declares it, an SPDX expression by convention. */
  readonly license: string;
  /** Of the archive, in hex, as the lockfile holds it; null for what did not come from a registry. */
  readonly sha512: string | null;
  /** Keys of the shipped packages that it needs. */
  readonly needs: readonly string[];
  /** Names of what its authors compiled into the file that we ship; they tell no versions. */
  readonly vendored: readonly string[];
  readonly notices: readonly { readonly file: string; readonly text: string }[];
}

const IN_PACKAGE = /^(.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const NOTICE_FILE = /^(?:licen[cs]e|notice|copying)(?:[.-].*)?$/i;

/**
 * The packages that a bundle really holds, by key: `inputs` are the files that went into it, as
 * the bundler's metafile names them, from the folder of `bun.lock`.
 */
export function shippedPackages(inputs: readonly string[]): ShippedPackage[] {
  const folders = Map.groupBy(inputs, (input) => IN_PACKAGE.exec(input)?.[0] ?? null);
  folders.delete(null);
  const lock = readLock();
  const keys = new Set([...folders.keys()].map((folder) => keyOf(folder ?? "")));
  return [...folders]
    .map(([folder, files]) => readPackage(folder ?? "", files, keys, lock))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** `node_modules/a/node_modules/@b/c` is `a/@b/c` in the lockfile. */
function keyOf(folder: string): string {
  return folder.split("node_modules/").slice(1).join("");
}

function readPackage(
  folder: string,
  files: readonly string[],
  shipped: ReadonlySet<string>,
  lock: Lock,
): ShippedPackage {
  const key = keyOf(folder);
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const {
    name,
    version,
    license = "NOASSERTION",
    dependencies = {},
    peerDependencies = {},
  } = manifest;
  const integrity = lock.packages[key]?.findLast((field) => typeof field === "string");
  const needs = [dependencies, peerDependencies]
    .flatMap(Object.keys)
    .map((needed) => resolve(key, needed, shipped))
    .filter((needed) => needed !== null);
  return {
    key,
    name,
    version,
    license: typeof license === "string" ? license : license.type,
    sha512: toHex(integrity),
    needs: [...new Set(needs)].sort(),
    vendored: [...new Set(files.flatMap(vendoredIn))].filter((inner) => inner !== name).sort(),
    notices: [...noticesIn(folder), ...files.flatMap(noticeBeside)],
  };
}

/** Nearest first, as Node looks for it. */
function resolve(key: string, needed: string, shipped: ReadonlySet<string>): string | null {
  const parts = key.split("/");
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const place = [...parts.slice(0, depth), needed].join("/");
    if (place !== key && shipped.has(place)) return place;
  }
  return null;
}

function vendoredIn(file: string): string[] {
  if (!existsSync(`${file}.map`)) return [];
  const { sources }: { sources: string[] } = JSON.parse(readFileSync(`${file}.map`, "utf8"));
  return sources.flatMap((source) => {
    const inner = IN_PACKAGE.exec(source)?.[0];
    return inner === undefined ? [] : (inner.split("node_modules/").at(-1) ?? []);
  });
}

function noticesIn(folder: string) {
  return readdirSync(folder)
    .filter((file) => NOTICE_FILE.test(file))
    .map((file) => readNotice(join(folder, file)));
}

/** Bundlers gather the notices of what they compile in beside the result. */
function noticeBeside(file: string) {
  const beside = `${file}.LICENSE.txt`;
  return existsSync(beside) ? [readNotice(beside)] : [];
}

function readNotice(file: string) {
  const inside = file.slice(IN_PACKAGE.exec(dirname(file))?.[0].length ?? 0);
  return { file: inside.replace(/^\//, ""), text: readFileSync(file, "utf8").trim() };
}

function toHex(integrity: unknown): string | null {
  const base64 = /^sha512-(.+)$/.exec(String(integrity))?.[1];
  return base64 === undefined ? null : Buffer.from(base64, "base64").toString("hex");
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string | { readonly type: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, readonly unknown[]>>;
}

function readLock(): Lock {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Bun's own format, read field by field.
  return Bun.JSONC.parse(readFileSync("bun.lock", "utf8")) as Lock;
}
