import { useRef } from "preact/hooks";
import { Icon } from "../../page/components/icons.tsx";

const KINDS = [
  { name: "Photo or video", icon: "photo", accept: "image/*,video/*" },
  { name: "Document", icon: "document", accept: ".pdf,.docx,.xlsx,.pptx,.txt,.csv,.md,.vcf" },
  { name: "Voice note", icon: "mic", accept: "audio/*" },
  { name: "Any file", icon: "clip", accept: "" },
] as const;

/** The menu of attachments. */
export function AttachMenu(props: {
  readonly onPick: (file: File | undefined) => void;
  readonly onPlace: () => void;
}) {
  return (
    <div class="panel attach" role="group" aria-label="Attach">
      {KINDS.map((kind) => (
        <FileChoice key={kind.name} {...kind} onPick={props.onPick} />
      ))}
      <button type="button" onClick={props.onPlace}>
        <span class="disc">
          <Icon name="pin" />
        </span>
        Place
      </button>
    </div>
  );
}

function FileChoice(props: (typeof KINDS)[number] & { onPick: (file: File | undefined) => void }) {
  const { name, icon, accept, onPick } = props;
  const input = useRef<HTMLInputElement>(null);
  return (
    <button type="button" onClick={() => input.current?.click()}>
      <span class="disc">
        <Icon name={icon} />
      </span>
      {name}
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        data-kind={name}
        onClick={(event) => event.stopPropagation()}
        onChange={({ currentTarget }) => onPick(currentTarget.files?.[0])}
      />
    </button>
  );
}
