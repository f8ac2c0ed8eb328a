CREATE TABLE "tool_calls" (
	"message_id" bigint NOT NULL,
	"round" integer NOT NULL,
	"idx" integer NOT NULL,
	"call_id" text NOT NULL,
	"name" text NOT NULL,
	"arguments" text,
	"continuation" text,
	"state" text DEFAULT 'started' NOT NULL,
	"result" text,
	"started_at" bigint NOT NULL,
	"finished_at" bigint,
	CONSTRAINT "tool_calls_message_id_round_idx_pk" PRIMARY KEY("message_id","round","idx")
);
--> statement-breakpoint
ALTER TABLE "tool_calls" ADD CONSTRAINT "tool_calls_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "public"."messages"("id") ON DELETE cascade ON UPDATE no action;