-- Where one flies, who flies, and in what.
CREATE TABLE city (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  country_code CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY city_name (country_code, name)
) ENGINE = InnoDB;

CREATE TABLE airport (
  code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  city_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  time_zone VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  latitude DOUBLE NOT NULL,
  longitude DOUBLE NOT NULL,
  PRIMARY KEY (code),
  KEY airport_city (city_id)
) ENGINE = InnoDB;

CREATE TABLE airline (
  code VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (code)
) ENGINE = InnoDB;

-- Never changed: a change is a new row with the next version of the name.
CREATE TABLE seat_layout (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  version INT NOT NULL,
  seat_count INT NOT NULL,
  cabins JSON NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY seat_layout_name (name, version)
) ENGINE = InnoDB;

CREATE TABLE aircraft (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  registration VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type_code VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  layout_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  retired_at DATETIME(3) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY aircraft_registration (registration)
) ENGINE = InnoDB;

-- Never changed once made, so that any number of flights share a set; new fares for a flight are a new set.
CREATE TABLE fare (
  fare_set_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  cabin ENUM('ECONOMY', 'PREMIUM_ECONOMY', 'BUSINESS', 'FIRST') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  base_minor BIGINT NOT NULL,
  taxes_minor BIGINT NOT NULL,
  refundable BOOLEAN NOT NULL,
  cancel_fee_minor BIGINT NOT NULL,
  change_fee_minor BIGINT NOT NULL,
  surcharges JSON NOT NULL,
  PRIMARY KEY (fare_set_id, cabin)
) ENGINE = InnoDB;

-- Instants in UTC, the wall time at the origin beside them.
CREATE TABLE flight (
  id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  airline_code VARCHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  origin CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  destination CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  departs_local CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  departs_on DATE NOT NULL,
  departs_at DATETIME(3) NOT NULL,
  arrives_at DATETIME(3) NOT NULL,
  sales_close_at DATETIME(3) NOT NULL,
  status ENUM('SCHEDULED', 'DELAYED', 'BOARDING', 'DEPARTED', 'LANDED', 'ARRIVED', 'DIVERTED', 'CANCELLED')
    CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'SCHEDULED',
  departure_terminal VARCHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  departure_gate VARCHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  arrival_terminal VARCHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  arrival_gate VARCHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  aircraft_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  layout_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fare_set_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  distance_km INT NOT NULL,
  -- When the event left that puts it on sale; NULL: not yet.
  published_at DATETIME(3) NULL,
  PRIMARY KEY (id),
  -- A number departs from a station once a day: a timetable loaded twice is there once.
  UNIQUE KEY flight_day (airline_code, number, departs_on, origin),
  KEY flight_from (origin, departs_at),
  KEY flight_to (destination, departs_at),
  KEY flight_departure (departs_at, id),
  KEY flight_aircraft (aircraft_id, departs_at),
  KEY flight_publication (published_at, departs_at)
) ENGINE = InnoDB;
