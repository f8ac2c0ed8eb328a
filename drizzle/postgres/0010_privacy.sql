ALTER TABLE "messages" ADD COLUMN "privacy" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "is_memory_on" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "is_incognito" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "messages_private" ON "messages" USING btree ("id") WHERE privacy = 'private';