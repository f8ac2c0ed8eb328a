/** Returns the commit of this build: an image is built without git and without the repository, and is given it. */
export function currentCommit(): string {
  const given = process.env["COMMIT"];
  if (given) return given;
  if (Bun.which("git") === null) return "unknown";
  const head = Bun.spawnSync(["git", "rev-parse", "--short", "HEAD"], { stderr: "ignore" });
  return head.success ? head.stdout.toString().trim() : "unknown";
}
