/** The messages from the server to the page. Both import this file, so it holds only types. */

export interface User {
  /** `whatsapp:+…` */
  readonly address: string;
  readonly name: string;
}

export interface SimulatorState {
  /** Identifies one run of the simulator: sids of earlier runs are gone. */
  readonly run: string;
  readonly botName: string;
  readonly model: ModelState;
  readonly people: readonly User[];
  /** Oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Oldest first. */
  readonly exchanges: readonly Exchange[];
  /** The times until which the bot is shown typing to an address, in milliseconds since 1970. */
  readonly typing: Readonly<Record<string, number>>;
  /** The faults that will affect the next send. */
  readonly faults: readonly FaultName[];
}

/** The changes since the last state: messages and exchanges replace those with the same name. */
export type SimulatorChange = Partial<
  Pick<SimulatorState, "messages" | "exchanges" | "typing" | "faults" | "model">
>;

/** The model that answers. The page never receives a key. */
export interface ModelState {
  readonly id: string;
  readonly name: string;
  /** `settings`: the key or server in the environment or ./.env. */
  readonly kind: "script" | "settings" | "server";
  /** The server's address, such as `127.0.0.1:11434`; null for the script. */
  readonly server: string | null;
  /** The reason why the last request to it failed. */
  readonly problem: string | null;
  /** The other models that can be chosen with a click. */
  readonly offers: readonly ModelOffer[];
}

export interface ModelOffer {
  readonly id: string;
  readonly name: string;
  readonly kind: "script" | "settings" | "ollama";
  readonly server: string | null;
}

export type MessageStatus = "sending" | "sent" | "delivered" | "read" | "failed";

export interface ChatMessage {
  readonly sid: string;
  /** The address of the user whose chat it belongs to. */
  readonly user: string;
  readonly isFromBot: boolean;
  readonly body: string;
  readonly at: number;
  readonly quotedSid: string | null;
  readonly attachment: ChatAttachment | null;
  readonly place: Place | null;
  /** The buttons below it. */
  readonly buttons: readonly ChatButton[];
  readonly status: MessageStatus;
  /** The failure, in words for the user of the simulator. */
  readonly fault: string | null;
  /** Identifies this send in every call about it, including failed ones. */
  readonly nonce: string | null;
}

export interface ChatAttachment {
  readonly url: string;
  readonly contentType: string;
}

interface ChatButton {
  readonly title: string;
  readonly id: string;
}

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly label: string;
}

/** One HTTP exchange between Twilio's stand-in and the bot. */
export interface Exchange {
  /** Increases in the order in which the exchanges began. */
  readonly id: number;
  readonly user: string | null;
  /** The sid or the nonce of its message. */
  readonly about: string | null;
  /** `webhook`: we called the bot; `call`: the bot called us. */
  readonly kind: "webhook" | "call";
  readonly title: string;
  readonly method: string;
  readonly address: string;
  readonly params: Readonly<Record<string, string>>;
  readonly signature: string | null;
  /** Null if there was no response. */
  readonly status: number | null;
  readonly answer: string | null;
  readonly fault: string | null;
  /** The meaning of the fault and the bot's reaction to it. */
  readonly explanation: string | null;
  readonly at: number;
  readonly durationMs: number;
}

export type FaultName = "429" | "500" | "lost-response" | "slow" | "21654" | "63016";
