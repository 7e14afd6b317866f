package d1store

import (
	"context"
	"encoding/json"
	"time"

	"idenfysteps/internal/gateway"
)

// Lease picks and leases rows in one statement, so that two sweeps never lease the
// same one. The end of the lease is stored as the row's due, by which Settle
// recognises it.
func (s Store) Lease(ctx context.Context, now, until time.Time, limit int, newest bool) ([]gateway.Leased, error) {
	order := ""
	if newest {
		order = "DESC"
	}
	var rows []struct {
		Digest                     string
		Received                   int64
		Tries                      int
		Signature, EventType, Body string
	}
	err := s.query(ctx, &rows, sql(`UPDATE deliveries SET due = ? WHERE rowid IN (
		SELECT rowid FROM deliveries d WHERE due <= ? AND NOT EXISTS (
			SELECT 1 FROM deliveries e WHERE e.scan_ref = d.scan_ref AND e.due IS NOT NULL AND e.rowid < d.rowid)
		ORDER BY due `+order+` LIMIT ?)
		RETURNING digest, received, tries, signature, event_type AS eventType, body`,
		until.UnixMilli(), now.UnixMilli(), limit))
	if err != nil {
		return nil, err
	}
	var leased []gateway.Leased
	for _, row := range rows {
		leased = append(leased, gateway.Leased{
			Raw:    gateway.Raw{Body: []byte(row.Body), Signature: row.Signature, EventType: row.EventType},
			Digest: row.Digest, Received: time.UnixMilli(row.Received), Tries: row.Tries,
		})
	}
	return leased, nil
}

func (s Store) Settle(ctx context.Context, until time.Time, outcomes []gateway.Outcome) error {
	type row struct {
		Digest string `json:"digest"`
		Retry  *int64 `json:"retry"`
	}
	var rows []row
	for _, o := range outcomes {
		var retry *int64
		if !o.Retry.IsZero() {
			at := o.Retry.UnixMilli()
			retry = &at
		}
		rows = append(rows, row{o.Digest, retry})
	}
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return s.exec(ctx,
		sql(`UPDATE deliveries SET due = o.retry, tries = tries + 1,
			body = iif(o.retry IS NULL, '', body), signature = iif(o.retry IS NULL, '', signature)
			FROM (SELECT value ->> 'digest' AS digest, value ->> 'retry' AS retry FROM json_each(?)) o
			WHERE deliveries.digest = o.digest AND due = ?`, string(text), until.UnixMilli()),
		// Rows of the same verification need not be tried before the failed one is.
		sql(`UPDATE deliveries SET due = f.due
			FROM (SELECT h.scan_ref, h.due FROM json_each(?) o JOIN deliveries h ON h.digest = o.value ->> 'digest' AND h.due = o.value ->> 'retry') f
			WHERE deliveries.scan_ref = f.scan_ref AND deliveries.due < f.due`, string(text)),
	)
}

func (s Store) GiveUp(ctx context.Context, now, received time.Time) error {
	return s.exec(ctx, sql(`UPDATE deliveries SET due = NULL, given_up = 1, body = '', signature = '' WHERE rowid IN (
		SELECT rowid FROM deliveries WHERE due <= ? AND received < ? LIMIT 500)`,
		now.UnixMilli(), received.UnixMilli()))
}

func (s Store) GivenUp(ctx context.Context) (int, error) {
	var rows [1]struct{ N int }
	err := s.query(ctx, &rows, sql(`SELECT COUNT(*) AS n FROM deliveries WHERE given_up = 1`))
	return rows[0].N, err
}

// Forget bounds its work: the next sweep continues.
func (s Store) Forget(ctx context.Context, past gateway.Past) error {
	files, ended, kept := past.Files.UnixMilli(), past.Ended.UnixMilli(), past.Verifications.UnixMilli()
	return s.exec(ctx,
		sql(`UPDATE deliveries SET files = '' WHERE rowid IN (
			SELECT rowid FROM deliveries WHERE files <> '' AND received < ? LIMIT 500)`, files),
		sql(`DELETE FROM grants WHERE rowid IN (SELECT rowid FROM grants WHERE until < ? LIMIT 500)`, ended),
		sql(`DELETE FROM running WHERE rowid IN (SELECT rowid FROM running WHERE until < ? LIMIT 500)`, ended),
		sql(`DELETE FROM verifications WHERE rowid IN (
			SELECT rowid FROM verifications v WHERE created < ?1
			AND NOT EXISTS (SELECT 1 FROM deliveries WHERE scan_ref = v.scan_ref AND received >= ?1)
			AND NOT EXISTS (SELECT 1 FROM uploads WHERE scan_ref = v.scan_ref AND at >= ?1) LIMIT 200)`, kept),
		sql(`DELETE FROM deliveries WHERE rowid IN (
			SELECT rowid FROM deliveries d WHERE received < ?
			AND NOT EXISTS (SELECT 1 FROM verifications WHERE scan_ref = d.scan_ref) LIMIT 500)`, kept),
		sql(`DELETE FROM uploads WHERE rowid IN (
			SELECT rowid FROM uploads u WHERE at < ?
			AND NOT EXISTS (SELECT 1 FROM verifications WHERE scan_ref = u.scan_ref) LIMIT 500)`, kept),
	)
}
