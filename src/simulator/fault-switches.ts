import type { Fault, Faults } from "./twilio/faults.ts";
import type { FaultName } from "./wire.ts";

// Under the ten seconds that the bot waits for an answer.
const SLOW_MS = 6_000;

const SWITCHES: Readonly<Record<FaultName, Fault>> = {
  "429": { on: "create", kind: "429" },
  "500": { on: "create", kind: "500" },
  "lost-response": { on: "create", kind: "lost-response" },
  slow: { on: "create", kind: "slow", ms: SLOW_MS },
  "21654": { on: "create", kind: "code", code: 21654, status: 400 },
  "63016": { on: "create", kind: "code", code: 63016, status: 400 },
};
const NAMES: readonly FaultName[] = ["429", "500", "lost-response", "slow", "21654", "63016"];

export interface FaultSwitches {
  /** Makes the fault hit the bot's next send, or calls it off. False for a fault that there is not. */
  set(name: string, isOn: boolean): boolean;
  /** Those that are on; a switch goes off when its fault was played. */
  on(): FaultName[];
}

/** The faults of Twilio that a person can ask for by a switch, each at most once at a time. */
export function createFaultSwitches(faults: Faults): FaultSwitches {
  function on(): FaultName[] {
    const pending = new Set(faults.pending());
    return NAMES.filter((name) => pending.has(SWITCHES[name]));
  }
  return {
    set(named, isOn) {
      const name = NAMES.find((known) => known === named);
      if (name === undefined) return false;
      if (on().includes(name) === isOn) return true;
      if (isOn) faults.next(SWITCHES[name]);
      else faults.cancel(SWITCHES[name]);
      return true;
    },
    on,
  };
}
