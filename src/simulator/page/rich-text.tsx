import type { ComponentChildren } from "preact";
import { parseWhatsappText, type Block, type Span } from "../whatsapp-text.ts";

/** A message's text with WhatsApp's formatting. */
export function RichText({ text }: { readonly text: string }) {
  if (isJustEmoji(text)) return <p class="text just-emoji">{text}</p>;
  return <div class="text">{parseWhatsappText(text).map(toBlock)}</div>;
}

/** The same in one line, without any. */
export function plainText(text: string): string {
  return text
    .replace(/```|(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu, "")
    .replace(/\s+/g, " ");
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
      return <ol start={block.first}>{toItems(block.items)}</ol>;
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
