import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../../page/components/icons.tsx";
import { notify } from "./notices.tsx";

/** A choice between a few values that are all in view. */
export function Segmented<T extends string | number>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, label: string])[];
  readonly onChange: (value: T) => void;
}) {
  return (
    <div class="segmented" role="group" aria-label={props.label}>
      {props.options.map(([value, label]) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.value}
          onClick={() => props.onChange(value)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

const TYPING_MS = 250;

/** A field that reports what is looked for once the typing pauses. */
export function SearchField(props: {
  readonly label: string;
  /** The text that is looked for, where another part of the page can change it. */
  readonly present?: string;
  readonly onSearch: (text: string) => void;
}) {
  const { present = "", onSearch } = props;
  const [text, setText] = useState(present);
  const reported = useRef(present);
  useEffect(() => {
    const timer = setTimeout(
      () => onSearch((reported.current = text.trim())),
      text === "" ? 0 : TYPING_MS,
    );
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    // Not if it is an echo: the owner may have typed on.
    if (present !== reported.current) setText((reported.current = present));
  }, [present]);
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <input
        type="search"
        value={text}
        aria-label={props.label}
        placeholder={props.label}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
    </div>
  );
}

/** Copies a text, and says so. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      notify(`${what} is copied.`);
    } catch {
      notify("The browser does not allow copying here. Select the text instead.", true);
    }
  }
  return (
    <button
      type="button"
      class="plain"
      aria-label={`Copy ${what}`}
      title="Copy"
      onClick={() => void copy()}
    >
      <Icon name="copy" />
    </button>
  );
}

/** A bar that shows how much of a limit is used. */
export function Meter(props: {
  readonly value: number;
  readonly max: number;
  readonly label: string;
}) {
  const share = props.max > 0 ? Math.min(1, props.value / props.max) : 0;
  return (
    <div
      class="meter"
      role="meter"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      data-tone={share >= 1 ? "bad" : share >= 0.8 ? "warm" : "good"}
    >
      <i style={{ "--share": `${share * 100}%` }} />
    </div>
  );
}
