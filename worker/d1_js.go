//go:build js && wasm

package main

import (
	"context"
	"encoding/json"
	"time"

	"idenfysteps/internal/gateway"
)

// d1Store is a [gateway.Store] in the D1 database of worker/migrations. Times
// are kept as Unix milliseconds.
type d1Store struct{}

var _ gateway.Store = d1Store{}

func (s d1Store) AddVerification(_ context.Context, v gateway.Verification) error {
	steps, err := json.Marshal(v.Steps)
	if err != nil {
		return err
	}
	_, err = s.query(`INSERT INTO verifications (scan_ref, owner, created, steps) VALUES (?, ?, ?, ?)`,
		v.ScanRef, v.Owner, v.Created.UnixMilli(), string(steps))
	return err
}

func (s d1Store) AddDelivery(_ context.Context, d gateway.Delivery) error {
	_, err := s.query(`INSERT OR IGNORE INTO deliveries (digest, scan_ref, received, final, finished, overall, steps) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		d.Digest, d.ScanRef, d.Received.UnixMilli(), d.Final, d.Finished, d.Overall, d.Steps)
	return err
}

func (s d1Store) BeginUpload(_ context.Context, scanRef, step string, now, until time.Time) (bool, error) {
	return s.changed(`INSERT INTO running (scan_ref, step, until) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET until = excluded.until WHERE running.until <= ? RETURNING 1`,
		scanRef, step, until.UnixMilli(), now.UnixMilli())
}

func (s d1Store) EndUpload(_ context.Context, scanRef, step string, until, sent time.Time) error {
	ended := []statement{sql(`DELETE FROM running WHERE scan_ref = ? AND step = ? AND until = ?`, scanRef, step, until.UnixMilli())}
	if !sent.IsZero() {
		ended = append(ended, sql(`INSERT OR REPLACE INTO uploads (scan_ref, step, at) VALUES (?, ?, ?)`, scanRef, step, sent.UnixMilli()))
	}
	_, err := s.batch(ended...)
	return err
}

func (s d1Store) UseGrant(_ context.Context, id string, limit int, until time.Time) (bool, error) {
	return s.changed(`INSERT INTO grants (id, uses, until) VALUES (?, 1, ?)
		ON CONFLICT DO UPDATE SET uses = uses + 1 WHERE uses < ? RETURNING 1`, id, until.UnixMilli(), limit)
}

// changed runs one statement that returns a row where it did something.
func (s d1Store) changed(sql string, params ...any) (bool, error) {
	rows, err := s.query(sql, params...)
	return rows != "[]", err
}

// The order of deliveries is that of [gateway.Delivery.Supersedes].
const selectVerification = `
SELECT v.owner, v.created, v.steps, d.digest, d.received, d.final, d.finished, d.overall, d.steps AS verdict,
  (SELECT json_group_array(step) FROM uploads WHERE scan_ref = v.scan_ref AND at >= d.received) AS uploaded
FROM verifications v
LEFT JOIN deliveries d ON d.digest = (
  SELECT digest FROM deliveries WHERE scan_ref = v.scan_ref
  ORDER BY final DESC, finished DESC, digest DESC LIMIT 1)
WHERE v.scan_ref = ?`

func (s d1Store) Verification(_ context.Context, scanRef string) (*gateway.Verification, error) {
	text, err := s.query(selectVerification, scanRef)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Owner    string
		Created  int64
		Steps    string
		Digest   *string
		Received int64
		Final    int
		Finished int64
		Overall  string
		Verdict  string
		Uploaded string
	}
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
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
		Final:    row.Final != 0,
		Finished: row.Finished,
		Overall:  row.Overall,
		Steps:    row.Verdict,
	}
	return v, json.Unmarshal([]byte(row.Uploaded), &v.Uploaded)
}

// query runs one statement and returns its rows as a JSON array of objects.
func (s d1Store) query(text string, params ...any) (string, error) {
	return s.batch(sql(text, params...))
}

// batch runs statements as one transaction and returns the rows of the last.
func (s d1Store) batch(statements ...statement) (string, error) {
	text, err := json.Marshal(statements)
	if err != nil {
		return "", err
	}
	rows, err := ask(func(call int32) { hostQuery(call, string(text)) })
	return string(rows), err
}

// A statement is how host.ts takes one: the SQL, then its parameters.
type statement []any

func sql(text string, params ...any) statement { return append(statement{text}, params...) }
