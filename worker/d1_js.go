//go:build js && wasm

package main

import (
	"context"
	"encoding/json"

	"idenfysteps/internal/d1store"
)

// runInD1 is a [d1store.Run]: the statements go to host.ts. Its error is a [hostError].
func runInD1(_ context.Context, statements []d1store.Statement) ([]byte, error) {
	text, err := json.Marshal(statements)
	if err != nil {
		return nil, err
	}
	return ask(func(call int32) { hostQuery(call, string(text)) })
}
