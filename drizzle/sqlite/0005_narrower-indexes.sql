DROP INDEX `deliveries_sid_unique`;--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_sent` ON `deliveries` (`sid`) WHERE sid is not null;--> statement-breakpoint
DROP INDEX `lanes_ready`;--> statement-breakpoint
CREATE INDEX `lanes_open` ON `lanes` (`ready_at`) WHERE ready_at < 9007199254740991;--> statement-breakpoint
DROP INDEX `messages_answered_by`;--> statement-breakpoint
CREATE INDEX `messages_covered` ON `messages` (`answered_by`) WHERE answered_by is not null;