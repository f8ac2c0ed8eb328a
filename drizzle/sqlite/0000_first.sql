CREATE TABLE `attachments` (
	`message_id` integer NOT NULL,
	`idx` integer NOT NULL,
	`url` text NOT NULL,
	`content_type` text NOT NULL,
	`kind` text NOT NULL,
	`text` text,
	`bytes` blob,
	`duration_ms` integer,
	`state` text DEFAULT 'waiting' NOT NULL,
	PRIMARY KEY(`message_id`, `idx`),
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `attachments_kept` ON `attachments` (`message_id`) WHERE text is not null or bytes is not null;--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`title` text,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `conversations_user` ON `conversations` (`user_id`,`is_active`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`message_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`part` integer NOT NULL,
	`body` text NOT NULL,
	`media_url` text,
	`nonce` text NOT NULL,
	`sid` text,
	`state` text DEFAULT 'pending' NOT NULL,
	`error_code` text,
	`error_message` text,
	`attempt` integer DEFAULT 0 NOT NULL,
	`resends` integer DEFAULT 0 NOT NULL,
	`lookups` integer DEFAULT 0 NOT NULL,
	`run_at` integer NOT NULL,
	`started_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_nonce_unique` ON `deliveries` (`nonce`);--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_sid_unique` ON `deliveries` (`sid`);--> statement-breakpoint
CREATE INDEX `deliveries_user` ON `deliveries` (`user_id`);--> statement-breakpoint
CREATE INDEX `deliveries_open` ON `deliveries` (`user_id`,`message_id`,`part`) WHERE state in ('pending', 'sending');--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_message_part` ON `deliveries` (`message_id`,`part`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`state` text DEFAULT 'pending' NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`run_at` integer NOT NULL,
	`error` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `jobs_ready` ON `jobs` (`state`,`run_at`);--> statement-breakpoint
CREATE TABLE `lanes` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`owner` text,
	`lease_until` integer DEFAULT 0 NOT NULL,
	`epoch` integer DEFAULT 0 NOT NULL,
	`ready_at` integer DEFAULT 9007199254740991 NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `lanes_ready` ON `lanes` (`ready_at`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`sid` text,
	`user_id` integer NOT NULL,
	`conversation_id` integer,
	`direction` text NOT NULL,
	`message_type` text NOT NULL,
	`content` text,
	`media_url` text,
	`media_content_type` text,
	`ai_response` text,
	`ai_model_used` text,
	`prompt_tokens` integer,
	`completion_tokens` integer,
	`total_tokens` integer,
	`cached_tokens` integer,
	`is_processed` integer DEFAULT false NOT NULL,
	`error_message` text,
	`topic` text,
	`quoted_sid` text,
	`is_forwarded` integer DEFAULT false NOT NULL,
	`location` text,
	`raw` text,
	`state` text,
	`attempt` integer DEFAULT 0 NOT NULL,
	`starts` integer DEFAULT 0 NOT NULL,
	`run_at` integer NOT NULL,
	`first_call_at` integer,
	`answered_by` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`answered_by`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_sid_unique` ON `messages` (`sid`);--> statement-breakpoint
CREATE INDEX `messages_conversation` ON `messages` (`conversation_id`,`id`);--> statement-breakpoint
CREATE INDEX `messages_user_time` ON `messages` (`user_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `messages_time` ON `messages` (`created_at`);--> statement-breakpoint
CREATE INDEX `messages_answered_by` ON `messages` (`answered_by`);--> statement-breakpoint
CREATE INDEX `messages_waiting` ON `messages` (`user_id`,`id`) WHERE state = 'received';--> statement-breakpoint
CREATE TABLE `reservations` (
	`message_id` integer PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`tokens` integer NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `seen_sids` (
	`hash` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `spending` (
	`day` text NOT NULL,
	`user_id` integer NOT NULL,
	`tokens` integer DEFAULT 0 NOT NULL,
	`media` integer DEFAULT 0 NOT NULL,
	`is_noticed` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`day`, `user_id`)
);
--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`phone_number` text,
	`external_user_id` text,
	`reply_to` text NOT NULL,
	`whatsapp_name` text,
	`is_whitelisted` integer DEFAULT false NOT NULL,
	`is_active` integer DEFAULT true NOT NULL,
	`language` text,
	`persona` text,
	`code` text NOT NULL,
	`welcomed_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_phone_number_unique` ON `users` (`phone_number`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_external_user_id_unique` ON `users` (`external_user_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_code_unique` ON `users` (`code`);