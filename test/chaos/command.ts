/** Runs a command of the machine's. Throws with what it said when it fails. */
export function runCommand(...cmd: string[]): void {
  const { success, stderr } = Bun.spawnSync(cmd);
  if (!success) throw new Error(`${cmd.join(" ")}: ${stderr.toString()}`);
}
