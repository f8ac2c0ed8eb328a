CREATE TABLE `webhook_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`event_id` text NOT NULL,
	`user_id` integer NOT NULL,
	`message_id` integer,
	`type` text NOT NULL,
	`acted_by` text,
	`attempt` integer DEFAULT 0 NOT NULL,
	`run_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhook_events_event_id_unique` ON `webhook_events` (`event_id`);--> statement-breakpoint
CREATE INDEX `webhook_events_due` ON `webhook_events` (`run_at`);--> statement-breakpoint
CREATE INDEX `webhook_events_message` ON `webhook_events` (`message_id`);--> statement-breakpoint
CREATE INDEX `webhook_events_user` ON `webhook_events` (`user_id`);--> statement-breakpoint
ALTER TABLE `lanes` ADD `last_at` integer;--> statement-breakpoint
ALTER TABLE `messages` ADD `written_by` text;--> statement-breakpoint
ALTER TABLE `messages` ADD `request_key` text;--> statement-breakpoint
CREATE UNIQUE INDEX `messages_request` ON `messages` (`request_key`) WHERE request_key is not null;--> statement-breakpoint
ALTER TABLE `users` ADD `taken_over_by` text;--> statement-breakpoint
ALTER TABLE `users` ADD `taken_over_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `human_asked_at` integer;