CREATE TABLE `__new_charges` (
	`id` integer PRIMARY KEY NOT NULL,
	`key` text,
	`user_id` integer,
	`message_id` integer,
	`day` text NOT NULL,
	`channel` text,
	`kind` text NOT NULL,
	`provider` text NOT NULL,
	`model` text NOT NULL,
	`units` text NOT NULL,
	`nano_dollars` integer NOT NULL,
	`is_estimated` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
INSERT INTO `__new_charges`("id", "key", "user_id", "message_id", "day", "channel", "kind", "provider", "model", "units", "nano_dollars", "is_estimated", "created_at") SELECT CASE WHEN "message_id" IS NULL THEN -"id" ELSE "message_id" * 1048576 + row_number() OVER (PARTITION BY "message_id" ORDER BY "id") - 1 END, "key", "user_id", "message_id", "day", "channel", "kind", "provider", "model", "units", "nano_dollars", "is_estimated", "created_at" FROM `charges`;--> statement-breakpoint
DROP TABLE `charges`;--> statement-breakpoint
ALTER TABLE `__new_charges` RENAME TO `charges`;