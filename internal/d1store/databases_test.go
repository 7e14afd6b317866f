//go:build !js

package d1store_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"idenfysteps/internal/d1store"
)

// openSQLite makes a database of its own by the migrations. Calls at once have a
// connection each; one waits for the other's transaction.
func openSQLite(t *testing.T) d1store.Run {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "store.db")+
		"?_txlock=immediate&_pragma=busy_timeout(60000)&_pragma=journal_mode(wal)&_pragma=synchronous(off)")
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	migrations, err := filepath.Glob("../../worker/migrations/*.sql")
	require.NoError(t, err)
	require.NotEmpty(t, migrations)
	slices.Sort(migrations)
	for _, name := range migrations {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		_, err = db.ExecContext(t.Context(), string(text))
		require.NoError(t, err, name)
	}
	return func(ctx context.Context, statements []d1store.Statement) ([]byte, error) {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return nil, err
		}
		defer func() { _ = tx.Rollback() }()
		var last []map[string]any
		for _, statement := range statements {
			if last, err = query(ctx, tx, statement); err != nil {
				return nil, err
			}
		}
		if err := tx.Commit(); err != nil {
			return nil, err
		}
		return json.Marshal(last)
	}
}

func query(ctx context.Context, tx *sql.Tx, statement d1store.Statement) ([]map[string]any, error) {
	rows, err := tx.QueryContext(ctx, statement.SQL, statement.Params...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	all := []map[string]any{}
	for rows.Next() {
		values := make([]any, len(columns))
		places := make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			return nil, err
		}
		row := map[string]any{}
		for i, name := range columns {
			row[name] = values[i]
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// openD1 empties a database that worker/test/statements.ts serves.
func openD1(t *testing.T, url string) d1store.Run {
	t.Helper()
	run := func(ctx context.Context, statements []d1store.Statement) ([]byte, error) {
		text, err := json.Marshal(statements)
		if err != nil {
			return nil, err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return nil, err
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(res.Body)
		if err == nil && res.StatusCode != http.StatusOK {
			err = fmt.Errorf("HTTP %d: %s", res.StatusCode, answer)
		}
		return answer, err
	}
	for table := range tables(t, run) {
		do(t, run, statement("DELETE FROM "+table))
	}
	return run
}
