-- The bookings of a discount, of which few have one.
ALTER TABLE booking ADD KEY booking_discount (discount_code, status);
