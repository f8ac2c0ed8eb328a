// bun .ci/side-by-side.ts SCRIPT …: runs scripts of package.json at the same time. The output of each
// is printed as a whole when it has ended; fails if one of them does.

const scripts = process.argv.slice(2);

const codes = await Promise.all(
  scripts.map(async (script) => {
    const child = Bun.spawn([process.execPath, "run", script], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [output, errors, code] = await Promise.all([
      child.stdout.text(),
      child.stderr.text(),
      child.exited,
    ]);
    process.stdout.write(`${errors}${output}`);
    if (code !== 0) process.stdout.write(`${script} failed with ${code}\n`);
    return code;
  }),
);
process.exit(codes.every((code) => code === 0) ? 0 : 1);
