import { expect, test } from "bun:test";
import { startTunnel, TUNNEL_PROGRAMS, type TunnelProgram } from "../../../src/cli/setup/tunnel.ts";

test.each([
  [
    "cloudflared",
    'ERR failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel"\nINF |  https://two-words.trycloudflare.com  |',
    "https://two-words.trycloudflare.com",
  ],
  [
    "ngrok",
    '{"lvl":"info","msg":"starting web service","addr":"127.0.0.1:4040"}\n{"msg":"started tunnel","addr":"http://localhost:8000","url":"https://ab12.ngrok-free.app"}',
    "https://ab12.ngrok-free.app",
  ],
  [
    "tailscale",
    "Available on the internet:\n\nhttps://pi.tail1234.ts.net/\n|-- proxy http://127.0.0.1:8000",
    "https://pi.tail1234.ts.net",
  ],
])("the address of %s is read from its output", (name, printed, url) => {
  const program = TUNNEL_PROGRAMS.find((one) => one.name === name);
  expect(program?.address.exec(printed)?.[0]).toBe(url);
});

const shell = (script: string): TunnelProgram => ({
  name: "sh",
  command: () => ["-c", script],
  address: /https:\/\/\S+\.example/,
  isTemporary: true,
});

test("half of ngrok's address is none", () => {
  const ngrok = TUNNEL_PROGRAMS.find(({ name }) => name === "ngrok");
  expect(ngrok?.address.exec('{"msg":"started tunnel","url":"https://ab12.ngr')).toBeNull();
});

test("a tunnel that ends without an address has its last words shown", async () => {
  const failed = await startTunnel(shell("echo 'Funnel is not enabled.' >&2; exit 1"), 8000);
  expect(failed).toEqual({ failure: "Funnel is not enabled." });
});

test("a tunnel is ended with setup, and its address may come in pieces", async () => {
  const tunnel = await startTunnel(
    shell("printf 'https://a'; printf 'b.example\\n'; exec sleep 60"),
    8000,
  );
  if (!("url" in tunnel)) throw new Error(tunnel.failure);
  expect(tunnel.url).toBe("https://ab.example");
  await tunnel.stop();
});
