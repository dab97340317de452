-- A message with a link that lets its reader in: what is sent stands apart from what is shown, and is erased once sent or
-- once its link has run out. Each channel has a queue of its own.
ALTER TABLE notification
  ADD COLUMN secret_text MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  ADD COLUMN secret_until DATETIME(3) NULL,
  DROP KEY notification_due,
  ADD KEY notification_due (channel, status, next_attempt_at),
  ADD KEY notification_secret (secret_until);

-- Bookings as their events tell of them: who is to be reminded to pay, and who is on which flight.
CREATE TABLE booking (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reference VARCHAR(16) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contact_email VARCHAR(320) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  status ENUM('PENDING_PAYMENT', 'CONFIRMED', 'EXPIRED', 'CANCELLED') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Whether it was ever confirmed: from then on its mails go to the contact's address.
  paid TINYINT(1) NOT NULL,
  -- When its payer is to be reminded; null where not or not any more
  remind_at DATETIME(3) NULL,
  -- The data of booking.created while it waits for payment: what the reminder says
  created JSON NULL,
  -- Time of the event this row came from: an older one that comes late changes nothing.
  as_of DATETIME(3) NOT NULL,
  -- A week after the last arrival nobody asks any more.
  keep_until DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY booking_remind_at (remind_at),
  KEY booking_keep_until (keep_until)
) ENGINE = InnoDB;

-- Confirmed bookings by flight.
CREATE TABLE booking_flight (
  flight_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (flight_id, booking_id),
  KEY booking_flight_booking (booking_id)
) ENGINE = InnoDB;

-- What passengers of a flight were last told: the next change is measured against it.
CREATE TABLE flight_told (
  flight_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  told JSON NOT NULL,
  as_of DATETIME(3) NOT NULL,
  keep_until DATETIME(3) NOT NULL,
  PRIMARY KEY (flight_id),
  KEY flight_told_keep_until (keep_until)
) ENGINE = InnoDB;

-- News of a flight on their way to its bookings, some at a time.
CREATE TABLE flight_notice (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  flight_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  news JSON NOT NULL,
  -- The last booking that was told
  told_booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;

-- When the next message of a channel may leave, whoever sends it, where a rate is capped.
CREATE TABLE send_pace (
  channel ENUM('EMAIL', 'SMS', 'IN_APP') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  next_free_at DATETIME(3) NOT NULL,
  PRIMARY KEY (channel)
) ENGINE = InnoDB;

INSERT INTO send_pace (channel, next_free_at) VALUES ('EMAIL', '2000-01-01 00:00:00.000'), ('SMS', '2000-01-01 00:00:00.000');
