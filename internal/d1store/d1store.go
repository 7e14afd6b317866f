// Package d1store is the [gateway.Store] in SQL: the tables of worker/migrations,
// in D1 as deployed and in SQLite in tests. [New] makes a store from a [Run], a
// function that runs statements.
//
// Times are stored as Unix milliseconds. Numbers pass through JavaScript, so they
// have at most 53 bits.
package d1store

import (
	"context"
	"encoding/json"
	"time"

	"idenfysteps/internal/gateway"
)

// A Statement is SQL with a "?" for each parameter: a string, an int, an int64, a
// bool, which is stored as 0 or 1, or nil. worker/src/host.ts reads it as JSON.
type Statement struct {
	SQL    string `json:"sql"`
	Params []any  `json:"params"`
}

// Run runs statements as one transaction, one after the other. It returns the
// rows of the last as a JSON array with an object for each row, "[]" for no rows.
// If a statement fails it returns an error, and none of them has changed anything.
type Run func(ctx context.Context, statements []Statement) (rows []byte, err error)

// A Store is a [gateway.Store]. Its errors are those of its [Run], those of rows that
// cannot be read, and [gateway.ErrNotFound].
type Store struct{ run Run }

var _ gateway.Store = Store{}

// New returns the store in run's database. Its tables must exist.
func New(run Run) Store { return Store{run} }

// AddVerification returns an error of the primary key if the scanRef exists.
func (s Store) AddVerification(ctx context.Context, v gateway.Verification) error {
	steps, err := json.Marshal(v.Steps)
	if err != nil {
		return err
	}
	return s.exec(ctx, sql(`INSERT INTO verifications (scan_ref, owner, created, steps) VALUES (?, ?, ?, ?)`,
		v.ScanRef, v.Owner, v.Created.UnixMilli(), string(steps)))
}

func (s Store) AddDelivery(ctx context.Context, d gateway.Delivery) error {
	var raw gateway.Raw
	var due any // NULL: nothing to forward
	if d.Raw != nil {
		raw, due = *d.Raw, d.Received.UnixMilli()
	}
	return s.exec(ctx, sql(`INSERT INTO deliveries
		(digest, scan_ref, received, resubmitted, final, finished, overall, steps, details, files, due, signature, event_type, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET resubmitted = 1 WHERE excluded.resubmitted = 1 AND resubmitted = 0`,
		d.Digest, d.ScanRef, d.Received.UnixMilli(), d.Resubmitted, d.Final, d.Finished, d.Overall, d.Steps, d.Details, d.Files,
		due, raw.Signature, raw.EventType, string(raw.Body)))
}

func (s Store) BeginUpload(ctx context.Context, scanRef, step string, now, until time.Time) (bool, error) {
	return s.changed(ctx, sql(`INSERT INTO running (scan_ref, step, until) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET until = excluded.until WHERE running.until <= ? RETURNING 1`,
		scanRef, step, until.UnixMilli(), now.UnixMilli()))
}

func (s Store) EndUpload(ctx context.Context, scanRef, step string, until, sent time.Time) error {
	ended := []Statement{sql(`DELETE FROM running WHERE scan_ref = ? AND step = ? AND until = ?`, scanRef, step, until.UnixMilli())}
	if !sent.IsZero() {
		ended = append(ended, sql(`INSERT OR REPLACE INTO uploads (scan_ref, step, at) VALUES (?, ?, ?)`, scanRef, step, sent.UnixMilli()))
	}
	return s.exec(ctx, ended...)
}

func (s Store) UseGrant(ctx context.Context, id string, limit int, until time.Time) (bool, error) {
	return s.changed(ctx, sql(`INSERT INTO grants (id, uses, until) VALUES (?, 1, ?)
		ON CONFLICT DO UPDATE SET uses = uses + 1 WHERE uses < ? RETURNING 1`, id, until.UnixMilli(), limit))
}

// The order of deliveries is that of lastOf in internal/gateway/store.go. Without
// a resubmission the first comparison is NULL in every row.
const selectVerification = `
SELECT v.owner, v.created, v.steps, d.digest, d.received, d.resubmitted, d.final, d.finished, d.overall, d.steps AS verdict,
  d.details, d.files,
  (SELECT json_group_array(step) FROM uploads WHERE scan_ref = v.scan_ref AND at >= d.received) AS uploaded
FROM verifications v
LEFT JOIN deliveries d ON d.digest = (
  SELECT digest FROM deliveries WHERE scan_ref = v.scan_ref
  ORDER BY finished >= (SELECT MAX(finished) FROM deliveries WHERE scan_ref = v.scan_ref AND resubmitted = 1) DESC,
    final DESC, finished DESC, resubmitted DESC, digest DESC LIMIT 1)
WHERE v.scan_ref = ?`

func (s Store) Verification(ctx context.Context, scanRef string) (*gateway.Verification, error) {
	var rows []struct {
		Owner    string
		Created  int64
		Steps    string
		Digest   *string
		Received int64

		Resubmitted, Final int
		Finished           int64
		Overall, Verdict   string
		Details, Files     string
		Uploaded           string
	}
	if err := s.query(ctx, &rows, sql(selectVerification, scanRef)); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, gateway.ErrNotFound
	}
	row := rows[0]
	v := &gateway.Verification{ScanRef: scanRef, Owner: row.Owner, Created: time.UnixMilli(row.Created)}
	if err := json.Unmarshal([]byte(row.Steps), &v.Steps); err != nil {
		return nil, err
	}
	if row.Digest == nil {
		return v, nil
	}
	v.Last = &gateway.Delivery{
		Digest:   *row.Digest,
		ScanRef:  scanRef,
		Received: time.UnixMilli(row.Received),

		Resubmitted: row.Resubmitted != 0,
		Final:       row.Final != 0,
		Finished:    row.Finished,
		Overall:     row.Overall,
		Steps:       row.Verdict,
		Details:     row.Details,
		Files:       row.Files,
	}
	return v, json.Unmarshal([]byte(row.Uploaded), &v.Uploaded)
}

func sql(text string, params ...any) Statement { return Statement{text, params} }

// exec runs statements whose rows do not matter.
func (s Store) exec(ctx context.Context, statements ...Statement) error {
	_, err := s.run(ctx, statements)
	return err
}

// changed runs a statement that returns a row if it changed something.
func (s Store) changed(ctx context.Context, statement Statement) (bool, error) {
	rows, err := s.run(ctx, []Statement{statement})
	return err == nil && string(rows) != "[]", err
}

func (s Store) query(ctx context.Context, rows any, statement Statement) error {
	text, err := s.run(ctx, []Statement{statement})
	if err != nil {
		return err
	}
	return json.Unmarshal(text, rows)
}
