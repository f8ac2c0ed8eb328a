import type { Clock } from "../../src/core/ports.ts";
import type { Fault, FaultPlan, FaultPoint } from "../../src/simulator/twilio/faults.ts";

/** Returns an error as the Graph API writes one; its words are not what a client may go by. */
export function graphError(status: number, code: number): Response {
  const error = {
    message: "(#0) As the test asked for",
    type: "OAuthException",
    code,
    error_data: { messaging_product: "whatsapp", details: "As the test asked for" },
    error_subcode: 0,
    fbtrace_id: "A",
  };
  return Response.json({ error }, { status });
}

/** Creates a queue of faults for each kind of call, first in, first out. */
export function createGraphFaults(clock: Clock): FaultPlan {
  const queue: { readonly fault: Fault; left: number }[] = [];

  function take(point: FaultPoint): Fault | null {
    const entry = queue.find(({ fault }) => fault.on === point);
    if (entry === undefined) return null;
    entry.left -= 1;
    if (entry.left <= 0) queue.splice(queue.indexOf(entry), 1);
    return entry.fault;
  }

  async function respond(
    fault: Fault | null,
    act: () => Promise<Response>,
  ): Promise<Response | null> {
    switch (fault?.kind) {
      case undefined:
        return act();
      case "429":
        return graphError(400, 130_429);
      case "500":
        return new Response("<html>", { status: 500 });
      case "code":
        return graphError(fault.status, fault.code);
      case "refused":
        return null;
      case "lost-response":
        await act();
        return null;
      case "garbled": {
        const text = await (await act()).text();
        return new Response(text.slice(0, text.length / 2));
      }
      case "slow": {
        const response = await act();
        await new Promise<void>((resolve) => clock.after(fault.ms, resolve));
        return response;
      }
    }
  }

  return {
    next: (fault) => void queue.push({ fault, left: fault.times ?? 1 }),
    cancel: (fault) =>
      void queue.splice(0, queue.length, ...queue.filter((one) => one.fault !== fault)),
    clear: () => void queue.splice(0),
    pending: () => queue.map(({ fault }) => fault),
    play: async (point, act) => {
      const fault = take(point);
      return { response: await respond(fault, act), fault: fault?.kind ?? null };
    },
  };
}
