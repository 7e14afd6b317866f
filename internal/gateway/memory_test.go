package gateway_test

import (
	"testing"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/gateway/storetest"
)

func TestMemoryStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) gateway.Store { return gateway.NewMemoryStore() })
}
