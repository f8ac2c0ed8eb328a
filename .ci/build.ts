// bun run build: makes dist/whatsapp-ai-bot, the whole program in one file, and beside it what it
// is made of: sbom.cdx.json (CycloneDX) and LICENSES.txt, which goes wherever the program goes.
import manifest from "../package.json" with { type: "json" };
import { toCycloneDx, toLicenceText } from "./bill-of-materials.ts";
import { shippedPackages } from "./shipped-packages.ts";

const outfile = "dist/whatsapp-ai-bot";

const head = Bun.spawnSync(["git", "rev-parse", "--short", "HEAD"], { stderr: "ignore" });
// An image is built without the repository, and is told its commit.
const commit = head.success ? head.stdout.toString().trim() : (process.env["COMMIT"] ?? "unknown");

const { success, logs, metafile } = await Bun.build({
  // The second is a thread's, which loads it by its path.
  entrypoints: ["src/main.ts", "src/store/sqlite/check-worker.ts"],
  minify: true,
  metafile: true,
  // Bytecode makes the start four times as fast, and works inside a binary only as ESM.
  bytecode: true,
  format: "esm",
  define: { BUILD_COMMIT: JSON.stringify(commit) },
  compile: {
    outfile,
    // Whatever lies in the folder where it is started must not change what it does;
    // ./.env is read on purpose, by the commands that want it.
    autoloadBunfig: false,
    autoloadDotenv: false,
  },
});
for (const log of logs) process.stderr.write(`${String(log)}\n`);
if (!success || metafile === undefined) process.exit(1);
const packages = shippedPackages(Object.keys(metafile.inputs));
const bill = toCycloneDx(packages, { ...manifest, commit });
await Bun.write("dist/sbom.cdx.json", `${JSON.stringify(bill, null, 2)}\n`);
await Bun.write("dist/LICENSES.txt", toLicenceText(packages));
const mebibytes = (Bun.file(outfile).size / 2 ** 20).toFixed(1);
process.stdout.write(`${outfile}: ${mebibytes} MiB, commit ${commit}\n`);
