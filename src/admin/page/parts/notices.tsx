import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import { createObservable, useObservable } from "../observable.ts";

const SHOWN_MS = 6_000;

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly isBad: boolean;
}

const notices = createObservable<readonly Notice[]>([]);
let lastId = 0;

/** Shows a sentence for a moment, such as the outcome of an action; a bad one until it is closed. */
export function notify(text: string, isBad = false): void {
  const id = ++lastId;
  notices.set([...notices.get().slice(-2), { id, text, isBad }]);
  if (!isBad) setTimeout(() => close(id), SHOWN_MS);
}

function close(id: number): void {
  notices.set(notices.get().filter((notice) => notice.id !== id));
}

/** The place in which sentences appear, above an open dialog too. */
export function Notices() {
  const shown = useObservable(notices);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The popover that was shown last is on top.
    if (box.current?.matches(":popover-open")) box.current.hidePopover();
    box.current?.showPopover();
  }, [shown.at(-1)?.id]);
  return (
    <div ref={box} class="notices" role="status" popover="manual">
      {shown.map(({ id, text, isBad }) => (
        <p key={id} class="notice" data-tone={isBad ? "bad" : "good"}>
          <Icon name={isBad ? "alert" : "check"} />
          <span>{text}</span>
          <button type="button" class="plain" aria-label="Close" onClick={() => close(id)}>
            <Icon name="close" />
          </button>
        </p>
      ))}
    </div>
  );
}
