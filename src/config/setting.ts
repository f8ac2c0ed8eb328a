import type { Kind } from "./kinds.ts";

export type Setting = Meaning & {
  readonly env: string;
  readonly group: string;
  /** The channel that it belongs to: what is required is so only while that is enabled. */
  readonly channel: string | null;
  readonly kind: Kind<unknown>;
};

/** What holds when a setting is left out is its default, a rule told by `otherwise`, or a fault. */
type Meaning = {
  readonly doc: string;
  /** Its value is never shown: not in a fault, not in a log. */
  readonly secret?: true;
  /** An address that takes the place of a real one, and must not lead elsewhere in production. */
  readonly isLocalInProduction?: true;
} & (
  | { readonly default: string }
  | {
      readonly otherwise: string;
      readonly remedy: string;
      readonly example: string;
      /** That it is set to nothing means something else than that it is left out. */
      readonly takesEmpty?: true;
      /** Most people have to set it, so the example file does not comment it out. */
      readonly isUsual?: true;
    }
  | { readonly isRequired: true; readonly remedy: string; readonly example: string }
);

/** Makes the settings of one group, its heading in .env.example, and of the channel that is named. */
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
