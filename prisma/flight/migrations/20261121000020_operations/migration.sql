-- What is in use is retired, never deleted.
ALTER TABLE airline ADD COLUMN retired_at DATETIME(3) NULL;

ALTER TABLE airport
  ADD COLUMN retired_at DATETIME(3) NULL,
  -- From one flight's arrival to the next one's departure, in minutes.
  ADD COLUMN min_connection_min SMALLINT NOT NULL DEFAULT 60;

ALTER TABLE seat_layout ADD COLUMN retired_at DATETIME(3) NULL;

CREATE TABLE maintenance_window (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  aircraft_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  starts_at DATETIME(3) NOT NULL,
  ends_at DATETIME(3) NOT NULL,
  reason VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  cancelled_at DATETIME(3) NULL,
  PRIMARY KEY (id),
  KEY maintenance_window_aircraft (aircraft_id, starts_at)
) ENGINE = InnoDB;

-- Weekly, in the wall time of the origin. Flights made of it name it; what of them has been sold may stand apart from it.
CREATE TABLE schedule (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  airline_code VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  origin CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  destination CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  departure_time CHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- ISO weekdays, Monday = 1, as digits: 12345
  days_of_week VARCHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NOT NULL,
  duration_min INT NOT NULL,
  layout_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fare_set_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(3) NOT NULL,
  PRIMARY KEY (id),
  KEY schedule_airline (airline_code, id)
) ENGINE = InnoDB;

ALTER TABLE flight
  -- NULL once it is cancelled: the number may depart again that day.
  MODIFY COLUMN departs_on DATE NULL,
  -- Grows with every change, so that events of the flight can be told apart by age.
  ADD COLUMN revision INT NOT NULL DEFAULT 0,
  ADD COLUMN schedule_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- The day it is that schedule's flight of; NULL once the schedule has withdrawn it.
  ADD COLUMN schedule_date DATE NULL,
  -- A sold flight that its schedule has left: an operator decides about it.
  ADD COLUMN undecided BOOLEAN NOT NULL DEFAULT FALSE,
  ADD COLUMN departure_estimated DATETIME(3) NULL,
  ADD COLUMN departure_actual DATETIME(3) NULL,
  ADD COLUMN arrival_estimated DATETIME(3) NULL,
  ADD COLUMN arrival_actual DATETIME(3) NULL,
  ADD COLUMN status_reason VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  -- As booking tells it: whether anybody holds or has bought a seat, and the cabins that have none left.
  ADD COLUMN sold BOOLEAN NOT NULL DEFAULT FALSE,
  ADD COLUMN sold_out VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  -- Of the seat map these two were read from, so that an older word does not undo a newer one.
  ADD COLUMN sold_version BIGINT NOT NULL DEFAULT 0,
  ADD KEY flight_schedule (schedule_id, schedule_date),
  ADD KEY flight_airline (airline_code, departs_at),
  ADD KEY flight_status (status, departs_at);
