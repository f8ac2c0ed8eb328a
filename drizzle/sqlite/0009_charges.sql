CREATE TABLE `charges` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
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
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `charges_key` ON `charges` (`key`) WHERE key is not null;--> statement-breakpoint
CREATE INDEX `charges_message` ON `charges` (`message_id`);--> statement-breakpoint
CREATE TABLE `monthly_deliveries` (
	`address` text NOT NULL,
	`month` text NOT NULL,
	`total` integer NOT NULL,
	PRIMARY KEY(`address`, `month`)
);
--> statement-breakpoint
CREATE TABLE `spent_money` (
	`period` text NOT NULL,
	`user_id` integer NOT NULL,
	`nano_dollars` integer NOT NULL,
	PRIMARY KEY(`period`, `user_id`)
);
--> statement-breakpoint
ALTER TABLE `reservations` ADD `nano_dollars` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `reservations` ADD `parts_nano_dollars` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `reservations` ADD `call` text;