export interface InFlight {
  /** The same object, each of whose calls is waited for by `none`. */
  around<Port extends object>(port: Port): Port;
  /** Resolves once none of those calls is under way, and none follows at once. */
  none(): Promise<void>;
}

/** These wait for something that may never come. */
const ENDLESS: ReadonlySet<PropertyKey> = new Set(["exclusively", "respond"]);

/** Tells when a store and a messenger have nothing to do, whatever else is under way. */
export function createInFlight(): InFlight {
  const calls = new Set<Promise<unknown>>();
  return {
    around: (port) =>
      new Proxy(port, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== "function" || ENDLESS.has(name)) return value;
          return (...given: unknown[]) => {
            const result: unknown = Reflect.apply(value, target, given);
            if (result instanceof Promise) {
              calls.add(result);
              const end = () => calls.delete(result);
              result.then(end, end);
            }
            return result;
          };
        },
      }),
    none: async () => {
      for (let quiet = 0; quiet < 3; quiet += 1) {
        if (calls.size > 0) quiet = 0;
        await Promise.allSettled(calls);
        await new Promise((next) => setImmediate(next));
      }
    },
  };
}
