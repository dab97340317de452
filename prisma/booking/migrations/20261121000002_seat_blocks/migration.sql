-- Why a seat is BLOCKED, by whom and since when: a row for each blocked seat, gone when it is sold again.
CREATE TABLE seat_block (
  flight_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  blocked_by CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  blocked_at DATETIME(3) NOT NULL,
  PRIMARY KEY (flight_id, number)
) ENGINE = InnoDB;
