import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import { useOutsidePress } from "../../../page/components/use-outside-press.ts";

/** A modal box: in the middle, or a sheet at the side that fills a phone. Escape closes it. */
export function Dialog(props: {
  readonly title: string;
  readonly kind: "box" | "sheet";
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const { onClose } = props;
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    box.current?.showModal();
    // The way back leads to another page.
    window.addEventListener("hashchange", onClose);
    return () => {
      window.removeEventListener("hashchange", onClose);
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      class="dialog"
      data-kind={props.kind}
      aria-label={props.title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      {...useOutsidePress(onClose)}
    >
      <div class="dialog-inside">
        <header>
          <h2>{props.title}</h2>
          <button type="button" class="plain" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
