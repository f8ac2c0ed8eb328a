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
CREATE INDEX `attachments_kept` ON `attachments` (`message_id`) WHERE text is not null or bytes is not null;
CREATE TABLE `conversations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`title` text,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL, `history_from` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE INDEX `conversations_user` ON `conversations` (`user_id`,`is_active`);
CREATE TABLE `deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`message_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`part` integer NOT NULL,
	`body` text NOT NULL,
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
	`updated_at` integer NOT NULL, `kind` text DEFAULT 'text' NOT NULL, `fetched_at` integer, `offer` text,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE UNIQUE INDEX `deliveries_nonce_unique` ON `deliveries` (`nonce`);
CREATE INDEX `deliveries_user` ON `deliveries` (`user_id`);
CREATE INDEX `deliveries_open` ON `deliveries` (`user_id`,`message_id`,`part`) WHERE state in ('pending', 'sending');
CREATE UNIQUE INDEX `deliveries_message_part` ON `deliveries` (`message_id`,`part`);
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
CREATE INDEX `jobs_ready` ON `jobs` (`state`,`run_at`);
CREATE TABLE `lanes` (
	`user_id` integer PRIMARY KEY NOT NULL,
	`owner` text,
	`lease_until` integer DEFAULT 0 NOT NULL,
	`epoch` integer DEFAULT 0 NOT NULL,
	`ready_at` integer DEFAULT 9007199254740991 NOT NULL, `last_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
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
	`updated_at` integer NOT NULL, `context` text, `privacy` text, `draft` text, `written_by` text, `request_key` text, `reply_to` text, `reply_from` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`answered_by`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE set null
);
CREATE UNIQUE INDEX `messages_sid_unique` ON `messages` (`sid`);
CREATE INDEX `messages_conversation` ON `messages` (`conversation_id`,`id`);
CREATE INDEX `messages_user_time` ON `messages` (`user_id`,`created_at`);
CREATE INDEX `messages_time` ON `messages` (`created_at`);
CREATE INDEX `messages_waiting` ON `messages` (`user_id`,`id`) WHERE state = 'received';
CREATE TABLE `reservations` (
	`message_id` integer PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`tokens` integer NOT NULL, `nano_dollars` integer DEFAULT 0 NOT NULL, `parts_nano_dollars` integer DEFAULT 0 NOT NULL, `call` text,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE TABLE `seen_sids` (
	`hash` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL
);
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL
);
CREATE TABLE `spending` (
	`day` text NOT NULL,
	`user_id` integer NOT NULL,
	`tokens` integer DEFAULT 0 NOT NULL,
	`media` integer DEFAULT 0 NOT NULL,
	`is_noticed` integer DEFAULT false NOT NULL, `pictures` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`day`, `user_id`)
);
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
, `last_topic` text, `last_topic_at` integer, `opted_out_at` integer, `reply_from` text, `daily_budget` integer, `monthly_budget` integer, `is_memory_on` integer DEFAULT true NOT NULL, `is_incognito` integer DEFAULT false NOT NULL, `time_zone` text, `has_missed_reminders` integer DEFAULT false NOT NULL, `voice_replies` text, `taken_over_by` text, `taken_over_at` integer, `human_asked_at` integer, `is_merged` integer DEFAULT false NOT NULL);
CREATE UNIQUE INDEX `users_phone_number_unique` ON `users` (`phone_number`);
CREATE UNIQUE INDEX `users_external_user_id_unique` ON `users` (`external_user_id`);
CREATE UNIQUE INDEX `users_code_unique` ON `users` (`code`);
CREATE INDEX `messages_media` ON `messages` (`conversation_id`,`id`) WHERE media_url is not null;
CREATE UNIQUE INDEX `deliveries_sent` ON `deliveries` (`sid`) WHERE sid is not null;
CREATE INDEX `lanes_open` ON `lanes` (`ready_at`) WHERE ready_at < 9007199254740991;
CREATE INDEX `messages_covered` ON `messages` (`answered_by`) WHERE answered_by is not null;
CREATE TABLE `tool_calls` (
	`message_id` integer NOT NULL,
	`round` integer NOT NULL,
	`idx` integer NOT NULL,
	`call_id` text NOT NULL,
	`name` text NOT NULL,
	`arguments` text,
	`continuation` text,
	`state` text DEFAULT 'started' NOT NULL,
	`result` text,
	`started_at` integer NOT NULL,
	`finished_at` integer, `effect` text,
	PRIMARY KEY(`message_id`, `round`, `idx`),
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE TABLE `outgoing_files` (
	`part_id` integer PRIMARY KEY NOT NULL,
	`content_type` text NOT NULL,
	`name` text NOT NULL,
	`size` integer NOT NULL,
	`sha256` text NOT NULL,
	`token` text NOT NULL,
	`created_at` integer NOT NULL,
	`bytes` blob NOT NULL,
	FOREIGN KEY (`part_id`) REFERENCES `deliveries`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE UNIQUE INDEX `outgoing_files_token_unique` ON `outgoing_files` (`token`);
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
	`created_at` integer NOT NULL, `settled_nano_dollars` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE set null
);
CREATE TABLE `monthly_deliveries` (
	`address` text NOT NULL,
	`month` text NOT NULL,
	`total` integer NOT NULL,
	PRIMARY KEY(`address`, `month`)
);
CREATE TABLE `spent_money` (
	`period` text NOT NULL,
	`user_id` integer NOT NULL,
	`nano_dollars` integer NOT NULL,
	PRIMARY KEY(`period`, `user_id`)
);
CREATE TABLE `facts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE INDEX `facts_user` ON `facts` (`user_id`);
CREATE INDEX `messages_private` ON `messages` (`id`) WHERE privacy = 'private';
CREATE TABLE `reminders` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`number` integer NOT NULL,
	`text` text NOT NULL,
	`schedule` text,
	`due_at` integer NOT NULL,
	`missed_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE INDEX `reminders_user` ON `reminders` (`user_id`);
CREATE INDEX `reminders_due` ON `reminders` (`due_at`);
CREATE TABLE `knowledge_files` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`path` text NOT NULL,
	`size` integer NOT NULL,
	`mtime_ms` integer NOT NULL,
	`sha256` text NOT NULL,
	`state` text NOT NULL,
	`format` text,
	`reason` text,
	`pages` integer DEFAULT 0 NOT NULL,
	`passages` integer DEFAULT 0 NOT NULL,
	`is_cut` integer DEFAULT false NOT NULL,
	`read_at` integer NOT NULL
);
CREATE TABLE `knowledge_passages` (
	`id` integer PRIMARY KEY NOT NULL,
	`page` integer,
	`heading` text,
	`text` text NOT NULL
);
CREATE VIRTUAL TABLE knowledge_words USING fts5(words, tokenize = 'ascii');
CREATE TABLE `admin_audit` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`user_id` integer,
	`detail` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
CREATE INDEX `admin_audit_time` ON `admin_audit` (`at`);
CREATE INDEX `admin_audit_user` ON `admin_audit` (`user_id`);
CREATE TABLE `admin_links` (
	`hash` text PRIMARY KEY NOT NULL,
	`owner` text,
	`expires_at` integer NOT NULL
);
CREATE TABLE `admin_sessions` (
	`hash` text PRIMARY KEY NOT NULL,
	`owner` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL
);
CREATE INDEX `deliveries_failed` ON `deliveries` (`id`) WHERE state in ('failed', 'unknown');
CREATE INDEX `messages_dead` ON `messages` (`id`) WHERE state = 'dead';
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
CREATE UNIQUE INDEX `webhook_events_event_id_unique` ON `webhook_events` (`event_id`);
CREATE INDEX `webhook_events_due` ON `webhook_events` (`run_at`);
CREATE INDEX `webhook_events_message` ON `webhook_events` (`message_id`);
CREATE INDEX `webhook_events_user` ON `webhook_events` (`user_id`);
CREATE UNIQUE INDEX `messages_request` ON `messages` (`request_key`) WHERE request_key is not null;
CREATE UNIQUE INDEX `charges_event` ON `charges` (`message_id`,`key`);
CREATE INDEX `charges_resent` ON `charges` (`key`) WHERE key like 'resent %';
CREATE TABLE `user_addresses` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`phone_number` text,
	`external_user_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE UNIQUE INDEX `user_addresses_phone_number_unique` ON `user_addresses` (`phone_number`);
CREATE UNIQUE INDEX `user_addresses_external_user_id_unique` ON `user_addresses` (`external_user_id`);
CREATE INDEX `user_addresses_user` ON `user_addresses` (`user_id`);
