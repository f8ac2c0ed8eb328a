import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { sentenceOf } from "../api.ts";
import { notify } from "./notices.tsx";

/** Performs an action and shows the sentence of its failure; returns whether it succeeded. */
export async function perform(action: () => Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await action();
    if (done !== undefined) notify(done);
    return true;
  } catch (error) {
    notify(sentenceOf(error), true);
    return false;
  }
}

/** A button that waits for its action, and shows why it failed. */
export function ActionButton(props: {
  readonly onAct: () => Promise<unknown>;
  /** The sentence that is shown afterwards. */
  readonly done?: string;
  readonly tone?: "primary" | "danger" | "plain";
  readonly isSmall?: boolean;
  readonly isDisabled?: boolean;
  readonly label?: string;
  readonly children: ComponentChildren;
}) {
  const [isBusy, setIsBusy] = useState(false);
  return (
    <button
      type="button"
      class="button"
      data-tone={props.tone ?? "plain"}
      data-small={props.isSmall ?? false}
      aria-label={props.label}
      aria-busy={isBusy}
      aria-disabled={isBusy}
      // Not while it is busy: a disabled button loses the focus.
      disabled={props.isDisabled}
      onClick={() => {
        if (isBusy) return;
        setIsBusy(true);
        void perform(props.onAct, props.done).then(() => setIsBusy(false));
      }}
    >
      {props.children}
    </button>
  );
}
