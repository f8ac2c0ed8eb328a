// bun run build: makes dist/whatsapp-ai-bot, the whole program in one file.
const outfile = "dist/whatsapp-ai-bot";

const head = Bun.spawnSync(["git", "rev-parse", "--short", "HEAD"], { stderr: "ignore" });
// An image is built without the repository, and is told its commit.
const commit = head.success ? head.stdout.toString().trim() : (process.env["COMMIT"] ?? "unknown");

const { success, logs } = await Bun.build({
  // The second is a thread's, which loads it by its path.
  entrypoints: ["src/main.ts", "src/store/sqlite/check-worker.ts"],
  minify: true,
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
if (!success) process.exit(1);
const mebibytes = (Bun.file(outfile).size / 2 ** 20).toFixed(1);
process.stdout.write(`${outfile}: ${mebibytes} MiB, commit ${commit}\n`);
