//go:build !js

package d1store_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/d1store"
	"idenfysteps/internal/gateway"
	"idenfysteps/internal/gateway/storetest"
)

// TestStore holds SQLite, and D1 where D1_URL says where one is, to the same.
// web/test/gateway/store.test.ts starts D1 in workerd and counts on each of these
// tests there.
func TestStore(t *testing.T) {
	databases := map[string]func(t *testing.T) d1store.Run{"SQLite": openSQLite}
	if url := os.Getenv("D1_URL"); url != "" {
		databases["D1"] = func(t *testing.T) d1store.Run { return openD1(t, url) }
	}
	for name, open := range databases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Run("contract", func(t *testing.T) {
				storetest.Run(t, func(t *testing.T) gateway.Store { return d1store.New(open(t)) })
			})
			t.Run("run", func(t *testing.T) { runTransactions(t, open) })
			t.Run("rows", func(t *testing.T) { runRows(t, open) })
		})
	}
}

var (
	noon  = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	until = noon.Add(time.Minute)
	past  = noon.Add(time.Hour)
)

func statement(sql string, params ...any) d1store.Statement {
	return d1store.Statement{SQL: sql, Params: params}
}

// do runs statements that succeed.
func do(t *testing.T, run d1store.Run, statements ...d1store.Statement) string {
	t.Helper()
	rows, err := run(t.Context(), statements)
	require.NoError(t, err)
	return string(rows)
}

// calls has a call of each method, which fits what runTransactions has stored before.
func calls(t *testing.T) map[string]func(s gateway.Store) error {
	return map[string]func(s gateway.Store) error{
		"AddVerification": func(s gateway.Store) error {
			return s.AddVerification(t.Context(), gateway.Verification{ScanRef: "new", Created: noon})
		},
		"AddDelivery": func(s gateway.Store) error {
			return s.AddDelivery(t.Context(), gateway.Delivery{Digest: "b", ScanRef: "s", Received: noon})
		},
		"BeginUpload": func(s gateway.Store) error {
			_, err := s.BeginUpload(t.Context(), "s", "another", noon, until)
			return err
		},
		"EndUpload": func(s gateway.Store) error { return s.EndUpload(t.Context(), "s", "step", until, noon) },
		"UseGrant":  func(s gateway.Store) error { _, err := s.UseGrant(t.Context(), "g", 3, until); return err },
		"Lease": func(s gateway.Store) error {
			_, err := s.Lease(t.Context(), past, past.Add(time.Minute), 5, false)
			return err
		},
		"Settle": func(s gateway.Store) error {
			return s.Settle(t.Context(), until, []gateway.Outcome{{Digest: "a", Retry: past}})
		},
		"GiveUp":  func(s gateway.Store) error { return s.GiveUp(t.Context(), past, past) },
		"GivenUp": func(s gateway.Store) error { _, err := s.GivenUp(t.Context()); return err },
		"Forget": func(s gateway.Store) error {
			return s.Forget(t.Context(), gateway.Past{Files: past, Ended: past, Verifications: past})
		},
		"Verification": func(s gateway.Store) error { _, err := s.Verification(t.Context(), "s"); return err },
	}
}

// runTransactions tries what [d1store.Run] says, and what the SQL needs of the database.
func runTransactions(t *testing.T, open func(t *testing.T) d1store.Run) {
	t.Run("values", func(t *testing.T) {
		run := open(t)
		for sql, wanted := range map[string]string{
			"SELECT 1 = 1 AS v":                            `1`,
			"SELECT NULL AS v":                             `null`,
			"SELECT 'a' AS v":                              `"a"`,
			"SELECT 0.5 AS v":                              `0.5`,
			"SELECT 9007199254740991 AS v":                 `9007199254740991`,
			"SELECT -9007199254740991 AS v":                `-9007199254740991`,
			"SELECT json_group_array(1) AS v WHERE 0":      `"[]"`,
			`SELECT '{"a":null}' ->> 'a' AS v`:             `null`,
			`SELECT '{"a":1767355200000}' ->> 'a' AS v`:    `1767355200000`,
			"SELECT COUNT(*) AS v FROM json_each('null')":  `1`,
			"SELECT COUNT(*) AS v FROM json_each('[1,2]')": `2`,
			"SELECT iif(NULL IS NULL, 'a', 'b') AS v":      `"a"`,
		} {
			assert.JSONEq(t, `[{"v":`+wanted+`}]`, do(t, run, statement(sql)), sql)
		}
	})
	t.Run("parameters", func(t *testing.T) {
		run := open(t)
		for _, c := range []struct {
			param  any
			wanted string
		}{
			{true, `1`}, {false, `0`}, {nil, `null`}, {"1", `"1"`}, {"", `""`}, {"a\x00b", `"a\u0000b"`},
			{7, `7`}, {int64(1<<53 - 1), `9007199254740991`}, {int64(-1 << 53), `-9007199254740992`}, {noon.UnixMilli(), `1767355200000`},
		} {
			do(t, run, statement("DELETE FROM running"),
				statement("INSERT INTO running (scan_ref, step, until) VALUES (ifnull(?1, ''), 's', ifnull(?1, 0))", c.param))
			assert.JSONEq(t, `[{"v":`+c.wanted+`}]`, do(t, run, statement("SELECT ? AS v", c.param)), "%v", c.param)
			if _, isText := c.param.(string); !isText {
				assert.JSONEq(t, `[{"type":"integer"}]`, do(t, run, statement("SELECT typeof(until) AS type FROM running")), "%v", c.param)
			}
		}
		assert.JSONEq(t, `[{"a":1,"b":"x"}]`, do(t, run, statement("SELECT ?2 AS a, ?1 AS b", "x", 1)))
	})
	t.Run("rows of the last statement only", func(t *testing.T) {
		run := open(t)
		grant := func(id string) d1store.Statement {
			return statement("INSERT INTO grants (id, uses, until) VALUES (?, 1, 2) RETURNING id, uses", id)
		}
		assert.JSONEq(t, `[{"id":"b","uses":1}]`, do(t, run, grant("a"), grant("b")))
		assert.Equal(t, "[]", do(t, run, grant("c"), statement("DELETE FROM grants WHERE id = 'a'")))
		assert.Equal(t, "[]", do(t, run, statement("SELECT * FROM grants WHERE id = 'a'")))
		assert.JSONEq(t, `[{"id":"b"},{"id":"c"}]`, do(t, run, statement("SELECT id FROM grants ORDER BY id")))
	})
	t.Run("a statement sees what those before it did", func(t *testing.T) {
		run := open(t)
		assert.JSONEq(t, `[{"uses":2}]`, do(t, run,
			statement("INSERT INTO grants (id, uses, until) VALUES ('a', 1, 2)"),
			statement("UPDATE grants SET uses = uses + 1"),
			statement("SELECT uses FROM grants")))
	})
	failing := map[string]d1store.Statement{
		"a constraint":           statement("INSERT INTO grants (id, uses, until) VALUES ('b', NULL, 1)"),
		"a key that is there":    statement("INSERT INTO grants (id, uses, until) VALUES ('a', 1, 1)"),
		"a table that is not":    statement("DELETE FROM nowhere"),
		"no SQL":                 statement("DELETE grants"),
		"an error while it runs": statement("UPDATE grants SET uses = json_extract('{', '$')"),
		"no parameter":           statement("DELETE FROM grants WHERE id = ?"),
		"a row that cannot be":   statement("INSERT INTO grants SELECT 'x', 1, 1 UNION ALL SELECT 'y', NULL, 1"),
	}
	for name, fails := range failing {
		t.Run("leaves nothing after "+name, func(t *testing.T) {
			run := open(t)
			do(t, run, statement("INSERT INTO grants (id, uses, until) VALUES ('a', 1, 0)"))
			for _, statements := range [][]d1store.Statement{
				{fails},
				{statement("UPDATE grants SET uses = 7"), fails},
				{statement("UPDATE grants SET uses = 7"), fails, statement("UPDATE grants SET until = 7")},
			} {
				_, err := run(t.Context(), statements)
				assert.Error(t, err)
				assert.JSONEq(t, `[{"id":"a","uses":1,"until":0}]`, do(t, run, statement("SELECT * FROM grants")))
			}
		})
	}
	t.Run("a store's call is one transaction, and one that fails at its end leaves nothing", func(t *testing.T) {
		for name, call := range calls(t) {
			run := open(t)
			good := d1store.New(run)
			require.NoError(t, good.AddVerification(t.Context(), gateway.Verification{ScanRef: "s", Created: noon}))
			for _, digest := range []string{"a", "behind"} {
				require.NoError(t, good.AddDelivery(t.Context(), gateway.Delivery{
					Digest: digest, ScanRef: "s", Received: noon, Files: "[]", Raw: &gateway.Raw{Body: []byte("{}")},
				}))
			}
			_, err := good.Lease(t.Context(), noon, until, 1, false)
			require.NoError(t, err)
			_, err = good.BeginUpload(t.Context(), "s", "step", noon, until)
			require.NoError(t, err)
			_, err = good.UseGrant(t.Context(), "g", 3, until)
			require.NoError(t, err)
			before := everything(t, run)
			bad := d1store.New(func(ctx context.Context, statements []d1store.Statement) ([]byte, error) {
				return run(ctx, append(statements, failing["a constraint"]))
			})
			assert.Error(t, call(bad), name)
			assert.Equal(t, before, everything(t, run), name)
			transactions := 0
			counted := d1store.New(func(ctx context.Context, statements []d1store.Statement) ([]byte, error) {
				transactions++
				return run(ctx, statements)
			})
			require.NoError(t, call(counted), name)
			assert.Equal(t, 1, transactions, name)
			if name != "Verification" && name != "GivenUp" {
				assert.NotEqual(t, before, everything(t, run), name)
			}
		}
	})
}

// runRows tries what is kept in the tables, which no method of a store tells.
func runRows(t *testing.T, open func(t *testing.T) d1store.Run) {
	const personal = "PERSONAL"
	raw := &gateway.Raw{Body: []byte(personal), Signature: personal, EventType: "IDENTIFICATION"}
	t.Run("a body that nobody is to have is not kept", func(t *testing.T) {
		run := open(t)
		require.NoError(t, d1store.New(run).AddDelivery(t.Context(), gateway.Delivery{Digest: "a", ScanRef: "s", Received: noon}))
		assert.JSONEq(t, `[{"due":null,"body":"","signature":""}]`, do(t, run, statement("SELECT due, body, signature FROM deliveries")))
	})
	for name, wipe := range map[string]func(s gateway.Store) error{
		"forwarded": func(s gateway.Store) error {
			return s.Settle(t.Context(), until, []gateway.Outcome{{Digest: "a"}})
		},
		"given up": func(s gateway.Store) error { return s.GiveUp(t.Context(), until, until) },
		"forgotten": func(s gateway.Store) error {
			return s.Forget(t.Context(), gateway.Past{Files: until, Verifications: until})
		},
	} {
		t.Run("a body that was "+name+" is wiped", func(t *testing.T) {
			run := open(t)
			store := d1store.New(run)
			require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{Digest: "a", ScanRef: "s", Received: noon, Raw: raw}))
			_, err := store.Lease(t.Context(), noon, until, 5, false)
			require.NoError(t, err)
			require.Contains(t, everything(t, run), personal)
			require.NoError(t, wipe(store))
			assert.NotContains(t, everything(t, run), personal)
		})
	}
	t.Run("what is past leaves no row", func(t *testing.T) {
		run := open(t)
		store := d1store.New(run)
		require.NoError(t, store.AddVerification(t.Context(), gateway.Verification{ScanRef: "s", Created: noon}))
		require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{Digest: "a", ScanRef: "s", Received: noon, Raw: raw}))
		require.NoError(t, store.EndUpload(t.Context(), "s", "step", noon, noon))
		_, err := store.BeginUpload(t.Context(), "s", "step", noon, noon)
		require.NoError(t, err)
		_, err = store.UseGrant(t.Context(), "g", 3, noon)
		require.NoError(t, err)
		rows := everything(t, run)
		require.NoError(t, store.Forget(t.Context(), gateway.Past{Files: noon, Ended: noon, Verifications: noon}))
		assert.Equal(t, rows, everything(t, run), "not past yet")
		require.NoError(t, store.Forget(t.Context(), gateway.Past{Files: until, Ended: until, Verifications: until}))
		for table, rows := range tables(t, run) {
			assert.Equal(t, "[]", rows, table)
		}
	})
	t.Run("what is too much for one sweep is left to the next", func(t *testing.T) {
		run := open(t)
		do(t, run, statement(`INSERT INTO grants WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
			SELECT 'g-' || i, 1, 0 FROM n`))
		for _, left := range []string{"700", "200", "0"} {
			require.NoError(t, d1store.New(run).Forget(t.Context(), gateway.Past{Ended: noon}))
			assert.JSONEq(t, `[{"n":`+left+`}]`, do(t, run, statement("SELECT COUNT(*) AS n FROM grants")))
		}
	})
	t.Run("no statement reads a whole table", func(t *testing.T) {
		run := open(t)
		asked := 0
		store := d1store.New(func(ctx context.Context, statements []d1store.Statement) ([]byte, error) {
			for _, one := range statements {
				asked++
				plan := do(t, run, statement("EXPLAIN QUERY PLAN "+one.SQL, one.Params...))
				assert.NotRegexp(t, `"SCAN (deliveries|verifications|uploads|running|grants|[devhu])[" ]`, plan, one.SQL)
			}
			return []byte("[]"), nil
		})
		for _, call := range calls(t) {
			_ = call(store) // it finds nothing
		}
		assert.Greater(t, asked, len(calls(t)))
		assert.Len(t, calls(t), reflect.TypeFor[gateway.Store]().NumMethod(), "a method that nothing here calls")
	})
}

// tables returns the rows of each table.
func tables(t *testing.T, run d1store.Run) map[string]string {
	t.Helper()
	rows := map[string]string{}
	for _, table := range []string{"verifications", "deliveries", "uploads", "running", "grants"} {
		rows[table] = do(t, run, statement("SELECT * FROM "+table+" ORDER BY rowid"))
	}
	return rows
}

func everything(t *testing.T, run d1store.Run) string {
	t.Helper()
	text, err := json.Marshal(tables(t, run))
	require.NoError(t, err)
	return string(text)
}

// What the database says, or says wrongly, is the store's error.
func TestAFailureIsTheCallers(t *testing.T) {
	down := errors.New("down")
	for name, run := range map[string]d1store.Run{
		"an error": func(context.Context, []d1store.Statement) ([]byte, error) { return nil, down },
		"no rows":  func(context.Context, []d1store.Statement) ([]byte, error) { return []byte("<html>"), nil },
	} {
		store := d1store.New(run)
		_, err := store.Verification(t.Context(), "s")
		assert.Error(t, err, name)
		_, err = store.Lease(t.Context(), noon, noon, 1, false)
		assert.Error(t, err, name)
		_, err = store.GivenUp(t.Context())
		assert.Error(t, err, name)
		if name == "no rows" {
			continue
		}
		assert.ErrorIs(t, err, down)
		mine, err := store.BeginUpload(t.Context(), "s", "step", noon, noon)
		assert.ErrorIs(t, err, down)
		assert.False(t, mine)
		good, err := store.UseGrant(t.Context(), "g", 1, noon)
		assert.ErrorIs(t, err, down)
		assert.False(t, good)
		assert.ErrorIs(t, store.AddDelivery(t.Context(), gateway.Delivery{}), down)
	}
}
