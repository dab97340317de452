-- Tables every service has: events to be sent, events done, answers kept.
CREATE TABLE outbox (
  seq BIGINT NOT NULL AUTO_INCREMENT,
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  topic VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (seq)
) ENGINE = InnoDB;

CREATE TABLE relay_lease (
  id INT NOT NULL,
  holder VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  held_until DATETIME(3) NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;

INSERT INTO relay_lease (id, holder, held_until) VALUES (1, '', '2000-01-01 00:00:00.000');

CREATE TABLE inbox (
  consumer VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seen_at DATETIME(3) NOT NULL,
  PRIMARY KEY (consumer, event_id),
  KEY inbox_seen_at (seen_at)
) ENGINE = InnoDB;

CREATE TABLE idempotency_key (
  viewer_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  operation VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  idempotency_key VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  input_hash CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  result_type VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  result_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (viewer_id, operation, idempotency_key),
  KEY idempotency_key_created_at (created_at)
) ENGINE = InnoDB;
