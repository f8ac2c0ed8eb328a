import { fileSize } from "./file-size.ts";
import { Icon } from "./icons.tsx";

/** A file that is neither shown nor played: its name, its format and its length, as far as they are known. */
export function FileCard({
  url,
  name,
  format,
  pages = null,
  size = null,
}: {
  readonly url: string;
  readonly name: string | null;
  /** Such as `PDF`. */
  readonly format: string;
  readonly pages?: number | null;
  readonly size?: number | null;
}) {
  const facts = [
    pages !== null && pages > 1 && `${pages} pages`,
    name !== null && format,
    size !== null && fileSize(size),
  ].filter((fact) => fact !== false);
  return (
    <a class="file" href={url} download={name ?? ""}>
      <Icon name="document" />
      <span>
        <b>
          <bdi>{name ?? format}</bdi>
        </b>
        {facts.length > 0 && <small>{facts.join(" · ")}</small>}
      </span>
    </a>
  );
}
