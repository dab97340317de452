-- What flight tells of a flight's day, and what is still to be done about it.
ALTER TABLE flight
  ADD COLUMN status ENUM('SCHEDULED', 'DELAYED', 'BOARDING', 'DEPARTED', 'LANDED', 'ARRIVED', 'DIVERTED', 'CANCELLED')
    CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'SCHEDULED',
  ADD COLUMN estimated_departure DATETIME(3) NULL,
  -- Set while bookings of a cancelled flight may still have to be cancelled.
  ADD COLUMN cancelled_at DATETIME(3) NULL,
  ADD COLUMN cancel_reason VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  -- Of the flight as flight told it last, by what was told: an older word is passed over.
  ADD COLUMN change_revision INT NOT NULL DEFAULT 0,
  ADD COLUMN status_revision INT NOT NULL DEFAULT 0,
  -- Grows with every change of layout: what watchers of a seat map compare.
  ADD COLUMN seating INT NOT NULL DEFAULT 1,
  ADD KEY flight_cancelled (cancelled_at);

-- What was last told of a flight's seats, apart from the flight's row, which every hold wants.
CREATE TABLE told_availability (
  flight_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version BIGINT NOT NULL,
  sold BOOLEAN NOT NULL,
  sold_out VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (flight_id)
) ENGINE = InnoDB;
