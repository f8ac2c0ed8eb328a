// bun run build: makes dist/whatsapp-ai-bot, the whole program in one file, and beside it what it
// is made of: sbom.cdx.json (CycloneDX) and LICENSES.txt, which goes wherever the program goes.
// TARGET names another platform than this one, such as bun-linux-arm64.
// bun run build:all: makes one for each platform and the npm package in dist/release, with SHA256SUMS
// beside them.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { toCycloneDx, toLicenceText } from "./bill-of-materials.ts";
import { buildPackage } from "./build-package.ts";
import { currentCommit } from "./current-commit.ts";
import { recordStart } from "./record-start.ts";
import { shippedPackages } from "./shipped-packages.ts";

const TARGETS = [
  "bun-linux-x64",
  "bun-linux-arm64",
  "bun-linux-x64-musl",
  "bun-darwin-arm64",
  "bun-windows-x64",
] as const;
const RELEASE = "dist/release";

const commit = currentCommit();
const scratch = mkdtempSync(join(tmpdir(), "build-"));

try {
  // What a start uses is the same on every platform.
  const trial = join(scratch, manifest.name);
  await build(trial, undefined, []);
  const order = await recordStart(trial, join(scratch, "start"));
  if (process.argv.includes("--all")) await buildAll(order);
  else await buildOne(namedTarget(), order);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The platform that TARGET names, or undefined for this machine's. */
function namedTarget(): (typeof TARGETS)[number] | undefined {
  const name = process.env["TARGET"];
  const target = TARGETS.find((one) => one === name);
  if (name && target === undefined) throw new Error(`TARGET must be one of ${TARGETS.join(", ")}`);
  return target;
}

async function buildOne(
  target: (typeof TARGETS)[number] | undefined,
  order: string[],
): Promise<void> {
  const file = `dist/${manifest.name}${ending(target)}`;
  const inputs = await build(file, target, order);
  report(file);
  await describe("dist", inputs);
}

function ending(target: (typeof TARGETS)[number] | undefined): string {
  return target?.startsWith("bun-windows") === true ? ".exe" : "";
}

async function buildAll(order: string[]): Promise<void> {
  rmSync(RELEASE, { recursive: true, force: true });
  mkdirSync(RELEASE, { recursive: true });
  const sums: string[] = [];
  let inputs: string[] = [];
  for (const target of TARGETS) {
    const platform = target.replace("bun-", "");
    const file = `${RELEASE}/${manifest.name}-${manifest.version}-${platform}${ending(target)}`;
    inputs = await build(file, target, order);
    report(file);
    sums.push(await checksumLine(file));
  }
  sums.push(await checksumLine(await buildPackage(RELEASE)));
  await describe(RELEASE, inputs);
  // As sha256sum --check reads it.
  await Bun.write(`${RELEASE}/SHA256SUMS`, sums.join(""));
}

async function checksumLine(file: string): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256").update(await Bun.file(file).bytes());
  return `${hash.digest("hex")}  ${basename(file)}\n`;
}

/** Writes what a build is made of, and under which licences, into `folder`. */
async function describe(folder: string, inputs: readonly string[]): Promise<void> {
  const packages = shippedPackages(inputs);
  const bill = toCycloneDx(packages, { ...manifest, commit });
  await Bun.write(`${folder}/sbom.cdx.json`, `${JSON.stringify(bill, null, 2)}\n`);
  await Bun.write(`${folder}/LICENSES.txt`, toLicenceText(packages));
}

function report(file: string): void {
  const mebibytes = (Bun.file(file).size / 2 ** 20).toFixed(1);
  process.stdout.write(`${file}: ${mebibytes} MiB, commit ${commit}\n`);
}

/**
 * Builds for this machine, or for `target`, whose runtime is fetched when it is not there yet, and
 * returns the paths of everything that went in. `order` are records of starts (`recordStart`): the
 * functions that they used are put first.
 */
async function build(
  outfile: string,
  target: (typeof TARGETS)[number] | undefined,
  order: string[],
): Promise<string[]> {
  const { success, logs, metafile } = await Bun.build({
    // The second is a thread's, which loads it by its path.
    entrypoints: ["src/main.ts", "src/store/sqlite/check-worker.ts"],
    minify: true,
    // What a command does not load, it does not read either.
    splitting: true,
    metafile: true,
    // Bytecode makes the start four times as fast, and works inside a binary only as ESM.
    bytecode: true,
    format: "esm",
    define: { BUILD_COMMIT: JSON.stringify(commit) },
    compile: {
      outfile,
      ...(target && { target }),
      // Less of the file is read into memory.
      bytecodeOrder: order,
      // Most of what a start runs is run once, and not worth compiling; src/main.ts ends this.
      jitPolicy: 100,
      // Whatever lies in the folder where it is started must not change what it does;
      // ./.env is read on purpose, by the commands that want it.
      autoloadBunfig: false,
      autoloadDotenv: false,
    },
  });
  for (const log of logs) process.stderr.write(`${String(log)}\n`);
  if (!success || metafile === undefined) process.exit(1);
  return Object.keys(metafile.inputs);
}
