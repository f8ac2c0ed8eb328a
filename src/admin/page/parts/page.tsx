import type { ComponentChildren } from "preact";
import { useTitle } from "../use-title.ts";

export interface PageProps {
  readonly title: string;
  readonly subtitle?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** One page with its heading, which takes the focus when the page is opened. */
export function Page({ title, subtitle, actions, children }: PageProps) {
  useTitle(title);
  return (
    <div class="page">
      <header class="page-header">
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          {subtitle != null && <p class="soft">{subtitle}</p>}
        </div>
        {actions != null && <div class="actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export interface CardProps {
  readonly title?: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly isFlush?: boolean;
  readonly children: ComponentChildren;
}

/** A titled part of a page; a flush one has no space around its content. */
export function Card({ title, hint, actions, isFlush = false, children }: CardProps) {
  return (
    <section class="card" data-flush={isFlush}>
      {title !== undefined && (
        <header class="card-header">
          <div>
            <h2>{title}</h2>
            {hint !== undefined && <p class="soft">{hint}</p>}
          </div>
          {actions !== undefined && <div class="actions">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

/** Tells what will be here and what to do next. */
export function Empty(props: {
  readonly icon: ComponentChildren;
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <span class="empty-icon">{props.icon}</span>
      <h2>{props.title}</h2>
      {props.children !== undefined && <div class="soft">{props.children}</div>}
    </div>
  );
}

export type Tone = "plain" | "good" | "warm" | "bad" | "accent";

/** A short state in a word or two. */
export function Chip({ tone = "plain", children }: { tone?: Tone; children: ComponentChildren }) {
  return (
    <span class="chip" data-tone={tone}>
      {children}
    </span>
  );
}
