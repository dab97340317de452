-- The trace of what caused a message, as W3C Trace Context writes it: its sending is told there.
ALTER TABLE notification ADD COLUMN traceparent CHAR(55) CHARACTER SET ascii COLLATE ascii_bin NULL;
