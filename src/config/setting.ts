import type { Kind } from "./kinds.ts";

export type Setting = Meaning & {
  readonly env: string;
  readonly group: string;
  /**
   * The channel that the setting belongs to; required settings are required only while it is
   * enabled.
   */
  readonly channel: string | null;
  readonly kind: Kind<unknown>;
};

/** A setting without a value has a default, a rule described by `otherwise`, or a fault. */
type Meaning = {
  readonly doc: string;
  /** The value is never shown: neither in a fault nor in a log. */
  readonly secret?: true;
  /** The channel that it enables is polled, so that nothing has to reach the bot. */
  readonly isPolled?: true;
  /** An address that replaces a real one, and must stay on this machine in production. */
  readonly isLocalInProduction?: true;
} & (
  | { readonly default: string }
  | {
      readonly otherwise: string;
      readonly remedy: string;
      readonly example: string;
      /** An empty value differs from no value. */
      readonly takesEmpty?: true;
      /** Most operators set it, so the example file does not comment it out. */
      readonly isUsual?: true;
    }
  | { readonly isRequired: true; readonly remedy: string; readonly example: string }
);

/** Creates the settings of one group, with its heading in .env.example and its channel, if any. */
export const group =
  <const Channel extends string | null = null>(name: string, channel?: Channel) =>
  <T, M extends Meaning>(env: string, kind: Kind<T>, meaning: M) => ({
    group: name,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- null is what it is when left out.
    channel: (channel ?? null) as Channel,
    env,
    kind,
    ...meaning,
  });
