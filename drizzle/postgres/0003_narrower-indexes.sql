ALTER TABLE "deliveries" DROP CONSTRAINT "deliveries_sid_unique";--> statement-breakpoint
DROP INDEX "lanes_ready";--> statement-breakpoint
DROP INDEX "messages_answered_by";--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_sent" ON "deliveries" USING btree ("sid") WHERE sid is not null;--> statement-breakpoint
CREATE INDEX "lanes_open" ON "lanes" USING btree ("ready_at") WHERE ready_at < 9007199254740991;--> statement-breakpoint
CREATE INDEX "messages_covered" ON "messages" USING btree ("answered_by") WHERE answered_by is not null;