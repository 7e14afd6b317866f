-- The "sub" whose token request created a verification; empty in open mode.
ALTER TABLE verifications ADD COLUMN owner TEXT NOT NULL DEFAULT '';

-- Uploads that are under way: one of a step at a time.
CREATE TABLE running (
  scan_ref TEXT NOT NULL,
  step     TEXT NOT NULL,
  until    INTEGER NOT NULL,
  PRIMARY KEY (scan_ref, step)
);

-- How often each upload grant was used, by its jti; a row may go when the grant has ended.
CREATE TABLE grants (
  id    TEXT PRIMARY KEY,
  uses  INTEGER NOT NULL,
  until INTEGER NOT NULL
);
