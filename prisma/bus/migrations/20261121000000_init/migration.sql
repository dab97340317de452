-- The embedded bus: messages of a topic numbered without a gap, and how far each group has read.
CREATE TABLE topic (
  name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  next_offset BIGINT NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB;

INSERT INTO topic (name, next_offset) VALUES
  ('flight.v1', 0), ('seat.v1', 0), ('booking.v1', 0), ('user.v1', 0), ('dead-letter.v1', 0);

CREATE TABLE message (
  topic VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  message_offset BIGINT NOT NULL,
  message_key VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  value MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (topic, message_offset),
  KEY message_created_at (created_at)
) ENGINE = InnoDB;

CREATE TABLE consumer_group (
  name VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  topic VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  next_offset BIGINT NOT NULL,
  holder VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  held_until DATETIME(3) NOT NULL,
  -- Null for a group that stays; one of a single process is heard of hourly, and goes when it no longer is.
  kept_until DATETIME(3) NULL,
  PRIMARY KEY (name, topic)
) ENGINE = InnoDB;
