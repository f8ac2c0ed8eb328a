import type { ComponentChildren } from "preact";
import { findFormattedSpans } from "../../text/whatsapp/grammar.ts";
import { parseWhatsappText, type Block, type Span } from "../whatsapp-text.ts";

/** A message's text with WhatsApp's formatting. */
export function RichText({ text }: { readonly text: string }) {
  if (isJustEmoji(text)) return <p class="text just-emoji">{text}</p>;
  return (
    <div class="text" dir="auto">
      {parseWhatsappText(text).map(toBlock)}
    </div>
  );
}

/** Returns the same in one line, without formatting. */
export function plainText(text: string): string {
  let plain = "";
  let at = 0;
  const markers = findFormattedSpans(text).flatMap(({ marker, start, end }) => [
    { from: start, width: marker.length },
    { from: end - marker.length, width: marker.length },
  ]);
  for (const { from, width } of markers.toSorted((one, other) => one.from - other.from)) {
    plain += text.slice(at, from);
    at = from + width;
  }
  return (plain + text.slice(at)).replace(/\s+/g, " ");
}

function isJustEmoji(text: string): boolean {
  return /^(?:\p{RGI_Emoji}\s*){1,3}$/v.test(text);
}

function toBlock(block: Block) {
  switch (block.kind) {
    case "code":
      return <pre>{block.text}</pre>;
    case "quote":
      return <blockquote>{toLines(block.lines)}</blockquote>;
    case "list":
      return <ul>{toItems(block.items)}</ul>;
    case "numbered":
      return (
        <ol>
          {block.items.map(({ number, spans }) => (
            <li value={number}>{spans.map(toSpan)}</li>
          ))}
        </ol>
      );
    case "lines":
      return <p>{toLines(block.lines)}</p>;
  }
}

function toLines(lines: readonly (readonly Span[])[]): ComponentChildren {
  return lines.map((line, index) => [index > 0 && "\n", line.map(toSpan)]);
}

function toItems(items: readonly (readonly Span[])[]): ComponentChildren {
  return items.map((item) => <li>{item.map(toSpan)}</li>);
}

function toSpan(span: Span): ComponentChildren {
  switch (span.kind) {
    case "text":
      return span.text;
    case "code":
      return <code>{span.text}</code>;
    case "link":
      return (
        <a href={span.text} target="_blank" rel="noreferrer noopener">
          {span.text}
        </a>
      );
    case "bold":
      return <strong>{span.spans.map(toSpan)}</strong>;
    case "italic":
      return <em>{span.spans.map(toSpan)}</em>;
    case "strike":
      return <s>{span.spans.map(toSpan)}</s>;
  }
}
