// What a hostile document might make of the child; the deed is the argument before the order.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const say = (text: string) => {
  const pages = [{ page: 1, text }];
  const answer = JSON.stringify({ kind: "text", format: "txt", pages, pageCount: 1, isCut: false });
  process.stdout.write(`${Buffer.byteLength(answer)}\n${answer}`);
};

const deeds: Readonly<Record<string, () => unknown>> = {
  hangs() {
    for (;;);
  },
  swells() {
    for (const held: Uint8Array[] = []; ;) held.push(new Uint8Array(16_000_000).fill(1));
  },
  crashes: () => process.kill(process.pid, "SIGSEGV"),
  async babbles() {
    for (;;) await Bun.write(Bun.stdout, "x".repeat(1_000_000));
  },
  lies: () => process.stdout.write('20\n{"kind":"confused!"}'),
  "looks-around"() {
    say(JSON.stringify({ env: process.env, cwd: process.cwd(), files: readdirSync(".") }));
  },
  spies() {
    const parent = (file: string) => {
      try {
        return readFileSync(`/proc/${process.ppid}/${file}`, "latin1");
      } catch (error) {
        return String(Reflect.get(Object(error), "code"));
      }
    };
    say(JSON.stringify({ environ: parent("environ"), maps: parent("maps") }));
  },
  async "is-kept-waiting"() {
    writeFileSync("waiting", "");
    // Uses next to nothing of the processor, as when others use it.
    for (let tries = 0; !existsSync("go-on") && tries < 2_000; tries += 1) await Bun.sleep(10);
    say("done");
  },
  lingers() {
    writeFileSync("left-behind", "x");
    say("done");
    setInterval(() => {}, 1_000);
  },
};

await deeds[process.argv.at(-2) ?? ""]?.();
