import { useEffect, useState } from "preact/hooks";
import { fileSize } from "../../page/components/file-size.ts";
import { Icon } from "../../page/components/icons.tsx";

/** The file that is about to be sent. */
export function FilePreview(props: { readonly file: File; readonly onRemove: () => void }) {
  const { file } = props;
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!file.type.startsWith("image/")) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [file]);
  return (
    <div class="preview">
      {url ? <img src={url} alt="" /> : <Icon name="document" />}
      <span>
        <b>{file.name}</b>
        <small>{fileSize(file.size)}</small>
      </span>
      <button type="button" aria-label={`Do not send ${file.name}`} onClick={props.onRemove}>
        <Icon name="close" />
      </button>
    </div>
  );
}
