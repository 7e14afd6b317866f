//go:build js && wasm

// Command stock is the gateway's token route on syumai/workers as it comes: its
// Serve, its fetch client, its D1 driver, and JWTs verified in Go. The gateway
// is measured against it (./build.sh bench).
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"
	"github.com/syumai/workers/cloudflare/d1"
	"github.com/syumai/workers/cloudflare/fetch"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/grant"
)

// flowsJSON is the default flow of worker/flows.json, which this program cannot embed.
const flowsJSON = `{"default":"standard","hosts":[],"flows":{"standard":{
  "request":{},"fill":{"/additionalData/UTILITY_BILL/address":"address.formatted?"}}}}`

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	config := gateway.ConfigFrom(cloudflare.Getenv)
	flows, err := gateway.ReadFlows([]byte(flowsJSON))
	if err != nil {
		panic(err)
	}
	database, err := d1.OpenConnector("DB")
	if err != nil {
		panic(err)
	}
	handler, err := gateway.New(config, flows, gateway.Ports{
		Upstream: doer{fetch.NewClient()},
		Store:    store{gateway.NewMemoryStore(), sql.OpenDB(database)},
		Caller:   callerBy([]byte(config.GrantKey)),
		Image:    gateway.NewImage,
		Now:      time.Now,
		Log:      log,
	})
	if err != nil {
		panic(err)
	}
	workers.Serve(handler)
}

// store writes what the token route writes to D1; the rest is not measured.
type store struct {
	*gateway.MemoryStore
	db *sql.DB
}

func (s store) AddVerification(ctx context.Context, v gateway.Verification) error {
	steps, err := json.Marshal(v.Steps)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO verifications (scan_ref, owner, created, steps) VALUES (?, ?, ?, ?)`,
		v.ScanRef, v.Owner, v.Created.UnixMilli(), string(steps))
	return err
}

// doer is an [idenfy.Doer] by syumai's fetch client. Its own http.Client would
// link Go's TLS and make the program half as large again.
type doer struct{ *fetch.Client }

func (d doer) Do(req *http.Request) (*http.Response, error) {
	return d.Client.Do(&fetch.Request{Request: req}, &fetch.RequestInit{Redirect: fetch.RedirectModeManual})
}

func callerBy(key []byte) func(*http.Request) (*grant.Caller, error) {
	return func(r *http.Request) (*grant.Caller, error) {
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		_, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return key, nil },
			jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired(), jwt.WithAudience(string(grant.Token)))
		if err != nil {
			return nil, err
		}
		claims, err := jwt.NewParser().DecodeSegment(strings.Split(token, ".")[1])
		if err != nil {
			return nil, err
		}
		return grant.NewCaller(grant.BackEnd, grant.Token, claims)
	}
}
