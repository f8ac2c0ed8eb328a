import type { ComponentChildren } from "preact";
import { Icon } from "../../../page/components/icons.tsx";
import type { Resource } from "../use-resource.ts";

/** Says why something could not be read, and offers to try again. */
export function Failure(props: { readonly error: string; readonly onRetry: () => void }) {
  return (
    <div class="failure" role="alert">
      <Icon name="alert" />
      <p>{props.error}</p>
      <button type="button" class="button" onClick={props.onRetry}>
        Try again
      </button>
    </div>
  );
}

/** Grey lines in the place of what is being read, as high as it will be. */
export function Skeleton({ rows = 4, height = 52 }: { rows?: number; height?: number }) {
  return (
    <div class="skeleton" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <i key={index} style={{ "--height": `${height}px` }} />
      ))}
    </div>
  );
}

/** Shows what was read; until then grey lines, and above it why the last read failed. */
export function Loaded<T>(props: {
  readonly resource: Resource<T>;
  readonly rows?: number;
  readonly height?: number;
  readonly children: (data: T) => ComponentChildren;
}) {
  const { data, error, reload } = props.resource;
  return (
    <>
      {error !== null && <Failure error={error} onRetry={() => void reload()} />}
      {data === null && error === null && (
        <Skeleton rows={props.rows ?? 4} height={props.height ?? 52} />
      )}
      {data !== null && props.children(data)}
    </>
  );
}
