// bun run build:npm: makes dist/npm, the npm package, and packs it as dist/whatsapp-ai-bot-VERSION.tgz.
// It holds a bundle, because Bun runs no macros inside node_modules, and installs Bun's executable for
// the machine, because npx brings only Node.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import manifest from "../package.json" with { type: "json" };
import { BUN_PACKAGES } from "../src/launcher/bun-package.ts";
import { toLicenceText } from "./bill-of-materials.ts";
import { currentCommit } from "./current-commit.ts";
import { shippedPackages } from "./shipped-packages.ts";

const FOLDER = "dist/npm";
const BUN_VERSION = manifest.packageManager.replace("bun@", "");

if (import.meta.main) process.stdout.write(`${await buildPackage("dist")}\n`);

/** Builds the package, packs it into `destination`, and returns the path of the archive. */
export async function buildPackage(destination: string): Promise<string> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const inputs = await bundle({
    // Those that are started by their path: the program, and a thread.
    entrypoints: ["src/main.ts", "src/store/sqlite/check-worker.ts"],
    outdir: `${FOLDER}/program`,
    root: "src",
    target: "bun",
    splitting: true,
    define: { BUILD_COMMIT: JSON.stringify(currentCommit()) },
  });
  await bundle({
    entrypoints: ["src/launcher/launcher.ts"],
    outdir: FOLDER,
    target: "node",
    define: { BUN_VERSION: JSON.stringify(BUN_VERSION) },
  });
  await Bun.write(`${FOLDER}/package.json`, `${JSON.stringify(packageManifest(), null, 2)}\n`);
  // In place of the bunfig.toml of the folder where the program is started.
  await Bun.write(`${FOLDER}/bunfig.toml`, "# Nothing is set.\n");
  await Bun.write(`${FOLDER}/LICENSES.txt`, toLicenceText(shippedPackages(inputs)));
  copyFileSync("LICENSE", `${FOLDER}/LICENSE`);
  copyFileSync("deploy/npm-readme.md", `${FOLDER}/README.md`);
  return pack(destination);
}

async function bundle(options: Bun.BuildConfig): Promise<string[]> {
  const { metafile } = await Bun.build({
    ...options,
    minify: true,
    format: "esm",
    metafile: true,
    throw: true,
  });
  return Object.keys(metafile?.inputs ?? {});
}

function packageManifest() {
  const { name, version, description, license } = manifest;
  return {
    name,
    version,
    description,
    license,
    type: "module",
    bin: { [name]: "launcher.js" },
    files: ["launcher.js", "bunfig.toml", "LICENSES.txt", "program"],
    engines: { node: ">=20" },
    // Each for one system only; npm installs the one that fits.
    optionalDependencies: Object.fromEntries(BUN_PACKAGES.map((each) => [each, BUN_VERSION])),
  };
}

function pack(destination: string): string {
  const file = `${destination}/${manifest.name}-${manifest.version}.tgz`;
  const packed = Bun.spawnSync(
    [process.execPath, "pm", "pack", "--quiet", "--destination", `../../${destination}`],
    {
      cwd: FOLDER,
      stdout: "ignore",
      stderr: "pipe",
    },
  );
  if (!packed.success) throw new Error(`The package cannot be packed: ${packed.stderr.toString()}`);
  return file;
}
