import type { Tool } from "../../src/answer/tools/tool.ts";
import type { Environment } from "../../src/config.ts";
import type { Overrides } from "../../src/app/overrides.ts";
import { startTestApp, type TestApp } from "../harness.ts";
import { type Script, startToolUpstream, type ToolUpstream } from "../tool-upstream.ts";

export const APIS = ["responses", "chat"] as const;
export type Api = (typeof APIS)[number];

export interface ToolSetup {
  readonly bot: TestApp;
  readonly upstream: ToolUpstream;
  /** The names of the tools that ran, in the order in which they began. */
  readonly ran: string[];
  stop(): Promise<void>;
}

/** A bot that offers these tools to a model that does what the script says. */
export async function setUpTools(
  api: Api,
  script: Script,
  tools: Readonly<Record<string, Partial<Tool>["run"]>>,
  more: {
    readonly settings?: Environment;
    readonly around?: Overrides["around"];
    readonly repeatable?: string;
  } = {},
): Promise<ToolSetup> {
  const upstream = startToolUpstream(script);
  const ran: string[] = [];
  const bot = await startTestApp({
    settings: { OPENAI_API: api, OPENAI_BASE_URL: upstream.baseUrl, ...more.settings },
    tools: Object.entries(tools).map(([name, run]) => ({
      definition: { name, description: `Does ${name}.`, parameters: { type: "object" } },
      isRepeatable: name === more.repeatable,
      run: async (args, context) => {
        ran.push(name);
        return (await run?.(args, context)) ?? "";
      },
    })),
    ...(more.around && { around: more.around }),
  });
  return {
    bot,
    upstream,
    ran,
    stop: async () => {
      await Promise.all([bot.stop(), upstream.stop()]);
    },
  };
}
