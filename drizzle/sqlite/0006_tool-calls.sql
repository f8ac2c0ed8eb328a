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
	`finished_at` integer,
	PRIMARY KEY(`message_id`, `round`, `idx`),
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
);
