import { onTurn } from "./answers.ts";
import type { Pair } from "./pair.ts";
import type { Picker } from "./picker.ts";

const ARGUMENTS = [null, "{}", '{"city":"Zürich","note":"\\u0000 and \\ud800"}'] as const;

export const beginToolCalls = (pair: Pair, picker: Picker) =>
  onTurn(pair, picker, ({ messageId }) => {
    // No round of a message comes twice.
    const round = pair.trace.length;
    const calls = Array.from({ length: 1 + picker.below(3) }, (_, idx) => ({
      id: `call_${idx}`,
      name: picker.one(["clock", "mail"]),
      arguments: picker.one(ARGUMENTS),
    }));
    const continuation = picker.isLucky(0.5) ? { of: "m through chat", data: '{"a":"✓"}' } : null;
    pair.past.calls.push(...calls.map((_, idx) => ({ messageId, round, idx })));
    return [
      `tools-begin ${calls.length} in round ${round}`,
      (store, lane, turn) => store.beginToolCalls(lane, turn, { round, calls, continuation }),
    ];
  });

export const finishToolCall = (pair: Pair, picker: Picker) =>
  onTurn(pair, picker, ({ messageId }) => {
    const known = pair.past.calls.filter((place) => place.messageId === messageId);
    const place = picker.isLucky(0.8) ? picker.any(known) : picker.any(pair.past.calls);
    const { round, idx } = place ?? { round: 0, idx: 7 };
    const state = picker.one(["finished", "failed"] as const);
    const result = picker.one(["", "12:00 ✓", "𝓪 result\nof two lines"]);
    const effect = picker.one([null, { kind: "remember-fact", text: "likes 𝓪 ✓" } as const]);
    const end = { state, result, effect };
    const at = { messageId: place?.messageId ?? messageId, round, idx };
    return [
      `tools-end ${round}-${idx} of ${at.messageId}: ${state}`,
      (store, lane) => store.finishToolCall(lane, at, end),
    ];
  });
