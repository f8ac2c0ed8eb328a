import { expect, test } from "bun:test";
import { part, setUpMessenger } from "./messenger-setup.ts";

test("a send has a connection of its own, and the typing indicator may have one that was used before", async () => {
  const ports: { readonly path: string; readonly port: number | undefined }[] = [];
  using server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const path = new URL(request.url).pathname.split("/").at(-1) ?? "";
      ports.push({ path, port: server.requestIP(request)?.port });
      return Response.json({ sid: "SM1", success: true });
    },
  });
  const { twilio, messengerFor } = setUpMessenger();
  const messenger = messengerFor(`http://127.0.0.1:${server.port}`);
  for (let turn = 0; turn < 2; turn += 1) {
    await messenger.showTyping?.("SM-inbound");
    await messenger.send(part("Hi"));
  }
  await twilio.stop();
  const used = (name: string) => ports.flatMap(({ path, port }) => (path === name ? port : []));
  expect(new Set(used("Messages.json")).size).toBe(2);
  expect(used("Typing.json")).toHaveLength(2);
  expect(new Set(used("Typing.json")).size).toBe(1);
});
