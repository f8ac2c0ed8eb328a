import { afterAll, expect, test } from "bun:test";
import { limitedFetch } from "../../src/mcp/limited-fetch.ts";

const MEGABYTE = 2 ** 20;

/** Streams this many events of a megabyte each, with or without an end between them. */
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const end = searchParams.get("end") ?? "";
    const event = new TextEncoder().encode(`data: ${"x".repeat(MEGABYTE)}${end}`);
    let left = Number(searchParams.get("megabytes"));
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        left -= 1;
        if (left < 0) controller.close();
        else controller.enqueue(event);
      },
    });
    return new Response(body, { headers: { "content-type": pathname.slice(1) } });
  },
});
afterAll(() => server.stop(true));

const lengthOf = async (path: string) => {
  const response = await limitedFetch(new URL(path, server.url));
  return (await response.arrayBuffer()).byteLength / MEGABYTE;
};

test("a message of a usual size is read", async () => {
  expect(await lengthOf("application/json?megabytes=9")).toBeCloseTo(9, 1);
});

test.each(["application/json", "text/event-stream"])(
  "one message of %s that is too large ends the response",
  async (type) => {
    expect(lengthOf(`${type}?megabytes=40`)).rejects.toThrow("the message is too large");
  },
);

test.each(["%0A%0A", "%0D%0A%0D%0A", "%0D%0D"])(
  "a stream of many messages that end with %s may be as long as it likes",
  async (end) => {
    expect(await lengthOf(`text/event-stream?megabytes=40&end=${end}`)).toBeCloseTo(40, 1);
  },
);
