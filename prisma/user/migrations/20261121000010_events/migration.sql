-- Until when another instance asks for the relay's lease: while one does, the holder looks for its rows, too.
ALTER TABLE relay_lease ADD COLUMN wanted_until DATETIME(3) NULL;

-- Tells which rows one statement inserted of a batch, some of which were there.
ALTER TABLE inbox ADD COLUMN claim BIGINT NOT NULL DEFAULT 0;
