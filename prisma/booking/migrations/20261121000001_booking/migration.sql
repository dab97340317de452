-- Flights on sale, as flight's events told them, and their seats.
CREATE TABLE seat_layout (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version INT NOT NULL,
  cabins JSON NOT NULL,
  PRIMARY KEY (id, version)
) ENGINE = InnoDB;

-- The layout's seats, one row each, from which the seats of a flight are made in one statement.
CREATE TABLE layout_seat (
  layout_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  layout_version INT NOT NULL,
  number VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cabin ENUM('ECONOMY', 'PREMIUM_ECONOMY', 'BUSINESS', 'FIRST') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (layout_id, layout_version, number)
) ENGINE = InnoDB;

CREATE TABLE flight (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  airline_name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  number VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  origin JSON NOT NULL,
  destination JSON NOT NULL,
  departs_at DATETIME(3) NOT NULL,
  arrives_at DATETIME(3) NOT NULL,
  sales_close_at DATETIME(3) NOT NULL,
  layout_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  layout_version INT NOT NULL,
  fares JSON NOT NULL,
  -- Grows by one with every commit that changes any seat; its row lock is the last one a transaction takes.
  map_version BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE = InnoDB;

-- One row a seat from the day the flight goes on sale: there is always a row to lock, never a second owner.
CREATE TABLE seat (
  flight_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cabin ENUM('ECONOMY', 'PREMIUM_ECONOMY', 'BUSINESS', 'FIRST') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status ENUM('AVAILABLE', 'HELD', 'BOOKED', 'BLOCKED') CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'AVAILABLE',
  hold_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  held_until DATETIME(3) NULL,
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (flight_id, number)
) ENGINE = InnoDB;

-- One row a customer: holds of one customer are decided one after another, so that the cap on unpaid seats holds.
CREATE TABLE customer (
  user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  holds BIGINT NOT NULL,
  PRIMARY KEY (user_id)
) ENGINE = InnoDB;

CREATE TABLE hold (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status ENUM('ACTIVE', 'RELEASED', 'EXPIRED', 'BOOKED') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  total_minor BIGINT NOT NULL,
  created_at DATETIME(3) NOT NULL,
  expires_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY hold_due (status, expires_at),
  KEY hold_user (user_id, status)
) ENGINE = InnoDB;

-- What a hold holds, at the price of that moment.
CREATE TABLE hold_seat (
  hold_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  flight_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seat_number VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cabin ENUM('ECONOMY', 'PREMIUM_ECONOMY', 'BUSINESS', 'FIRST') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  base_minor BIGINT NOT NULL,
  taxes_minor BIGINT NOT NULL,
  surcharge_minor BIGINT NOT NULL,
  refundable BOOLEAN NOT NULL,
  cancel_fee_minor BIGINT NOT NULL,
  PRIMARY KEY (hold_id, flight_id, seat_number)
) ENGINE = InnoDB;

CREATE TABLE discount (
  code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  percent_off INT NULL,
  amount_off_minor BIGINT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  valid_from DATETIME(3) NOT NULL,
  valid_to DATETIME(3) NOT NULL,
  max_redemptions INT NOT NULL,
  redemptions INT NOT NULL,
  PRIMARY KEY (code)
) ENGINE = InnoDB;

CREATE TABLE booking (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reference CHAR(6) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hold_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status ENUM('PENDING_PAYMENT', 'CONFIRMED', 'EXPIRED', 'CANCELLED') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  contact_email VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  total_minor BIGINT NOT NULL,
  discount_code VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  pay_by DATETIME(3) NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY booking_reference (reference),
  UNIQUE KEY booking_hold (hold_id),
  KEY booking_user (user_id, created_at, id),
  KEY booking_created (created_at, id),
  KEY booking_due (status, pay_by)
) ENGINE = InnoDB;

CREATE TABLE passenger (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL,
  given_name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  family_name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  born_on DATE NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY passenger_position (booking_id, position)
) ENGINE = InnoDB;

-- One passenger on one flight; the seat is null when a change of aircraft left none. Amounts as they were sold.
CREATE TABLE segment (
  passenger_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  flight_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seat_number VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NULL,
  cabin ENUM('ECONOMY', 'PREMIUM_ECONOMY', 'BUSINESS', 'FIRST') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  base_minor BIGINT NOT NULL,
  taxes_minor BIGINT NOT NULL,
  surcharge_minor BIGINT NOT NULL,
  refundable BOOLEAN NOT NULL,
  cancel_fee_minor BIGINT NOT NULL,
  PRIMARY KEY (passenger_id, flight_id),
  KEY segment_booking (booking_id),
  KEY segment_flight (flight_id, seat_number)
) ENGINE = InnoDB;

CREATE TABLE price_line (
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position INT NOT NULL,
  kind ENUM('FARE', 'TAX', 'SEAT', 'DISCOUNT', 'FEE') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  description VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  amount_minor BIGINT NOT NULL,
  PRIMARY KEY (booking_id, position)
) ENGINE = InnoDB;

CREATE TABLE booking_event (
  seq BIGINT NOT NULL AUTO_INCREMENT,
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at DATETIME(3) NOT NULL,
  actor VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  action VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (seq),
  KEY booking_event_booking (booking_id, seq)
) ENGINE = InnoDB;

-- Money: one row a charge asked for; the provider knows it by our id, so that asking twice charges once.
CREATE TABLE payment (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status ENUM('PROCESSING', 'REQUIRES_ACTION', 'CAPTURED', 'FAILED') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_minor BIGINT NOT NULL,
  provider_id VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,
  action_url VARCHAR(2048) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  client_secret VARCHAR(256) CHARACTER SET ascii COLLATE ascii_bin NULL,
  decline_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  payment_token VARCHAR(256) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  return_url VARCHAR(2048) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  checks INT NOT NULL DEFAULT 0,
  next_check_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY payment_booking (booking_id),
  KEY payment_due (next_check_at)
) ENGINE = InnoDB;

CREATE TABLE refund (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status ENUM('PENDING', 'SUCCEEDED', 'FAILED') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount_minor BIGINT NOT NULL,
  reason VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  provider_id VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,
  attempts INT NOT NULL DEFAULT 0,
  next_attempt_at DATETIME(3) NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY refund_booking (booking_id),
  KEY refund_payment (payment_id),
  KEY refund_due (next_attempt_at)
) ENGINE = InnoDB;

-- What the provider told us, recorded before it is acted upon; its own event id makes a repeat harmless.
CREATE TABLE payment_webhook (
  event_id VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  received_at DATETIME(3) NOT NULL,
  done_at DATETIME(3) NULL,
  PRIMARY KEY (event_id),
  KEY payment_webhook_open (done_at, received_at)
) ENGINE = InnoDB;

CREATE TABLE ticket (
  number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  passenger_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  flight_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  issued_at DATETIME(3) NOT NULL,
  PRIMARY KEY (number),
  UNIQUE KEY ticket_passenger_flight (passenger_id, flight_id),
  KEY ticket_booking (booking_id)
) ENGINE = InnoDB;

-- Invoices and credit notes, numbered without a gap by one worker; `number` is null until then.
CREATE TABLE invoice (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
  kind ENUM('INVOICE', 'CREDIT_NOTE') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  booking_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  refund_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  total_minor BIGINT NOT NULL,
  -- The price lines as they were when it was made.
  price_lines JSON NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY invoice_number (number),
  UNIQUE KEY invoice_refund (refund_id),
  KEY invoice_booking (booking_id)
) ENGINE = InnoDB;

CREATE TABLE document_counter (
  name VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  next_value BIGINT NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB;

INSERT INTO document_counter (name, next_value) VALUES ('TICKET', 1), ('INVOICE', 1), ('CREDIT_NOTE', 1);
