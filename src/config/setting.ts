import type { Kind } from "./kinds.ts";

export type Setting = Meaning & {
  readonly env: string;
  readonly group: string;
  readonly kind: Kind<unknown>;
};

/** What holds when a setting is left out is its default, a rule told by `otherwise`, or a fault. */
type Meaning = {
  readonly doc: string;
  /** Its value is never shown: not in a fault, not in a log. */
  readonly secret?: true;
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

/** Makes the settings of one group: its heading in .env.example. */
export const group =
  (name: string) =>
  <T, M extends Meaning>(env: string, kind: Kind<T>, meaning: M) => ({
    group: name,
    env,
    kind,
    ...meaning,
  });
