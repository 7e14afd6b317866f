-- Times are Unix milliseconds, "finished" is iDenfy's own clock in Unix seconds.

-- Verifications that this gateway created; steps is a JSON array of {name, type, settings}.
CREATE TABLE verifications (
  scan_ref TEXT PRIMARY KEY,
  created  INTEGER NOT NULL,
  steps    TEXT NOT NULL
);

-- One row a webhook, written before it is answered; digest is the SHA-256 of its raw body.
CREATE TABLE deliveries (
  digest   TEXT PRIMARY KEY,
  scan_ref TEXT NOT NULL,
  received INTEGER NOT NULL,
  final    INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  overall  TEXT NOT NULL,
  steps    TEXT NOT NULL
);
CREATE INDEX deliveries_in_order ON deliveries (scan_ref, final DESC, finished DESC, digest DESC);

-- The last upload of each step through this gateway.
CREATE TABLE uploads (
  scan_ref TEXT NOT NULL,
  step     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  PRIMARY KEY (scan_ref, step)
);
