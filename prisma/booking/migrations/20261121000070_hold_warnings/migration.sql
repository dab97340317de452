-- Whether its customer was told that it ends soon.
ALTER TABLE hold ADD COLUMN warned BOOLEAN NOT NULL DEFAULT FALSE;
