import { readFileSync } from "node:fs";
import type { ShippedPackage } from "./shipped-packages.ts";

export interface Build {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly commit: string;
}

/** What the executable holds as CycloneDX 1.6, the same for the same build: no time, no random number. */
export function toCycloneDx(packages: readonly ShippedPackage[], build: Build) {
  const { name, version, commit } = build;
  const root = `${name}@${version}`;
  const runtime = {
    type: "platform",
    "bom-ref": `bun@${Bun.version}`,
    name: "bun",
    version: Bun.version,
    purl: `pkg:github/oven-sh/bun@bun-v${Bun.version}`,
    licenses: [{ expression: "MIT" }],
  };
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": root,
        name,
        version,
        licenses: [{ expression: build.license }],
        properties: [{ name: "commit", value: commit }],
      },
    },
    components: [runtime, ...packages.map(toComponent)],
    dependencies: [
      { ref: root, dependsOn: [runtime["bom-ref"], ...packages.map(({ key }) => key)] },
      ...packages.map(({ key, needs }) => ({ ref: key, dependsOn: needs })),
    ],
  };
}

function toComponent({ key, name, version, license, sha512, vendored }: ShippedPackage) {
  return {
    type: "library",
    "bom-ref": key,
    name,
    version,
    // A scope's @ is the one character of a package's name that a purl escapes.
    purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    licenses: [{ expression: license }],
    ...(sha512 !== null && { hashes: [{ alg: "SHA-512", content: sha512 }] }),
    ...(vendored.length > 0 && {
      components: vendored.map((inner) => ({ type: "library", name: inner })),
    }),
  };
}

/** The licences and notices of everything in the executable, as one text to go along with it. */
export function toLicenceText(packages: readonly ShippedPackage[]): string {
  const bun = readFileSync("node_modules/bun-types/docs/project/license.mdx", "utf8");
  const sections = packages.map(({ name, version, license, notices, vendored }) =>
    [
      heading(`${name} ${version} (${license})`),
      ...(vendored.length > 0 ? [`Its bundle holds: ${vendored.join(", ")}.`] : []),
      ...notices.map(({ file, text }) => `--- ${file} ---\n\n${text}`),
      ...(notices.length > 0 ? [] : [`The package brings no text of its licence, ${license}.`]),
    ].join("\n\n"),
  );
  const cmaps = readFileSync("src/media/documents/cmaps.LICENSE.txt", "utf8");
  const maps = `${heading("Character maps of Adobe (BSD-3-Clause)")}\n\n${cmaps.trim()}`;
  const runtime = `${heading(`Bun ${Bun.version} (MIT, with libraries of other licences)`)}\n\n${bun}`;
  return `${[runtime, maps, ...sections].join("\n\n\n")}\n`;
}

function heading(text: string): string {
  return `${"=".repeat(78)}\n${text}\n${"=".repeat(78)}`;
}
