-- Whether a webhook came as IDENTIFICATION_RESUBMITTED.
ALTER TABLE deliveries ADD COLUMN resubmitted INTEGER NOT NULL DEFAULT 0;

-- What else it said, and the addresses of its files, as JSON; the addresses are wiped after an hour.
ALTER TABLE deliveries ADD COLUMN details TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN files TEXT NOT NULL DEFAULT '';

-- The outbox: the webhook as it came, until the product's back end has it; due is when to try (again), also the
-- end of the lease while somebody tries, and NULL where nothing waits. Of one scan_ref, rowid is the order.
ALTER TABLE deliveries ADD COLUMN due INTEGER;
ALTER TABLE deliveries ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN given_up INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN signature TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN event_type TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN body TEXT NOT NULL DEFAULT '';

CREATE INDEX deliveries_waiting ON deliveries (due) WHERE due IS NOT NULL;
CREATE INDEX deliveries_in_line ON deliveries (scan_ref) WHERE due IS NOT NULL;
CREATE INDEX deliveries_given_up ON deliveries (given_up) WHERE given_up = 1;
CREATE INDEX deliveries_with_files ON deliveries (received) WHERE files <> '';

-- What is past is found by its time.
CREATE INDEX deliveries_by_time ON deliveries (received);
CREATE INDEX verifications_by_time ON verifications (created);
CREATE INDEX uploads_by_time ON uploads (at);
CREATE INDEX grants_by_end ON grants (until);
CREATE INDEX running_by_end ON running (until);
