import type { Clock } from "../../core/ports.ts";

/** The messenger removes the typing indicator after 25 s. */
const RENEWAL_MS = 20_000;

/** Shows that an answer is being written until the returned function is called. */
export function keepTyping(
  inboundSid: string | null,
  { clock, showTyping }: { readonly clock: Clock; showTyping(inboundSid: string): void },
): () => void {
  if (inboundSid === null) return () => {};
  let cancel = () => {};
  function show(sid: string): void {
    showTyping(sid);
    cancel = clock.after(RENEWAL_MS, () => show(sid));
  }
  show(inboundSid);
  return () => cancel();
}
