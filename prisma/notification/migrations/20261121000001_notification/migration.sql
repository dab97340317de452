-- Whom we write to, as the user subgraph's events told it.
CREATE TABLE contact (
  user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  email VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  name VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  locale VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  phone VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  -- Time of the event this row came from: an older one that comes late changes nothing.
  as_of DATETIME(3) NOT NULL,
  PRIMARY KEY (user_id)
) ENGINE = InnoDB;

-- Only what differs from the default of the topic and channel.
CREATE TABLE preference (
  user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  topic ENUM('BOOKING', 'PAYMENT', 'FLIGHT', 'ACCOUNT') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel ENUM('EMAIL', 'SMS', 'IN_APP') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  enabled TINYINT(1) NOT NULL,
  PRIMARY KEY (user_id, topic, channel)
) ENGINE = InnoDB;

CREATE TABLE notification (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  topic ENUM('BOOKING', 'PAYMENT', 'FLIGHT', 'ACCOUNT') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel ENUM('EMAIL', 'SMS', 'IN_APP') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status ENUM('QUEUED', 'SENDING', 'RETRYING', 'SENT', 'SUPPRESSED', 'DEAD') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- The address for EMAIL; nobody else reads an IN_APP message than its user.
  recipient VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  subject VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  body MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  html MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  -- [{ path, filename }]: documents to be fetched from booking when the mail is sent
  attachments JSON NOT NULL,
  -- Set at the first attempt and kept: by it a receiver knows a second try after a lost answer.
  message_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
  attempts INT NOT NULL,
  -- When it is due. While SENDING, when the lease of its holder ends and another worker may take it.
  next_attempt_at DATETIME(3) NULL,
  lease_holder CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  last_error VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  created_at DATETIME(3) NOT NULL,
  sent_at DATETIME(3) NULL,
  read_at DATETIME(3) NULL,
  -- One message for one fact and channel, however often the fact is told.
  dedupe_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY notification_dedupe (dedupe_key),
  KEY notification_user (user_id, id),
  KEY notification_booking (booking_id, id),
  KEY notification_due (status, next_attempt_at),
  KEY notification_status (status, id)
) ENGINE = InnoDB;
