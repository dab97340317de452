-- Every instance keeps the timetable in memory and reads again what has changed, by this key; the database sets it.
ALTER TABLE flight
  ADD COLUMN updated_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  ADD KEY flight_updated (updated_at);
