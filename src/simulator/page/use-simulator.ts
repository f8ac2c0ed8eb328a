import { useEffect, useState } from "preact/hooks";
import type { ChatMessage, Exchange, SimulatorChange, SimulatorState } from "../wire.ts";

const RECONNECT_MS = 1_500;

export interface Simulator {
  /** Null until the first event from the server. */
  readonly state: SimulatorState | null;
  readonly isConnected: boolean;
}

/** Returns the simulator's state, updated by the server's events; reconnects automatically. */
export function useSimulator(): Simulator {
  const [simulator, setSimulator] = useState<Simulator>({ state: null, isConnected: true });
  useEffect(() => {
    let source: EventSource;
    let retry = 0;
    function connect(): void {
      source = new EventSource("/simulator/events");
      source.addEventListener("state", ({ data }) =>
        setSimulator({ state: JSON.parse(data), isConnected: true }),
      );
      source.addEventListener("change", ({ data }) =>
        setSimulator(({ state }) => ({
          state: state && merge(state, JSON.parse(data)),
          isConnected: true,
        })),
      );
      source.addEventListener("error", () => {
        setSimulator(({ state }) => ({ state, isConnected: false }));
        // The browser retries only after a broken connection, not after a refusal.
        source.close();
        retry = window.setTimeout(connect, RECONNECT_MS);
      });
    }
    connect();
    return () => {
      clearTimeout(retry);
      source.close();
    };
  }, []);
  return simulator;
}

function merge(state: SimulatorState, change: SimulatorChange): SimulatorState {
  return {
    ...state,
    ...change,
    messages: mergeBy(state.messages, change.messages ?? [], (message: ChatMessage) => message.sid),
    exchanges: mergeBy(
      state.exchanges,
      change.exchanges ?? [],
      (exchange: Exchange) => exchange.id,
    ),
  };
}

function mergeBy<T>(all: readonly T[], changed: readonly T[], nameOf: (item: T) => unknown) {
  if (changed.length === 0) return all;
  const merged = [...all];
  for (const item of changed) {
    const index = merged.findIndex((known) => nameOf(known) === nameOf(item));
    if (index < 0) merged.push(item);
    else merged[index] = item;
  }
  return merged;
}
