ALTER TABLE "messages" ADD COLUMN "draft" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "voice_replies" text;