ALTER TABLE "charges" ADD COLUMN "settled_nano_dollars" bigint;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "daily_budget" bigint;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "monthly_budget" bigint;