ALTER TABLE "messages" ADD COLUMN "context" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "opted_out_at" bigint;