package gateway

import (
	"cmp"
	"slices"
	"time"
)

// A Delivery is what a webhook said.
type Delivery struct {
	// Digest is the hex SHA-256 of the raw body; a repetition has the same.
	Digest   string
	ScanRef  string
	Received time.Time
	// Resubmitted tells that it came as [idenfy.EventResubmitted].
	Resubmitted bool
	Final       bool
	Finished    int64 // Unix seconds, iDenfy's clock
	Overall     string
	// Steps is the one verdict for all additional steps: VALID, INVALID, NOT_FOUND or nothing.
	Steps string
	// Details is what else it said and Files where its files are, JSON of
	// details.go, both "" where there is nothing.
	Details, Files string
	// Raw is what waits to be forwarded; nil where there is nobody. It is not read back with a [Verification].
	Raw *Raw
}

// Raw is a webhook as it came.
type Raw struct {
	Body                 []byte
	Signature, EventType string
}

// lastOf returns the delivery that counts, nil of none: whatever the order in
// which they came, it is the last by (resubmission, final, finishTime, digest).
//
// What finished before the last resubmission belongs to an earlier round. Whether a
// webhook is one says its event type, which is not signed, so it only sets the
// beginning of a round to a finishTime, which is. Among final ones the later counts all the same.
func lastOf(deliveries []Delivery) *Delivery {
	if len(deliveries) == 0 {
		return nil
	}
	var round int64
	for _, d := range deliveries {
		if d.Resubmitted {
			round = max(round, d.Finished)
		}
	}
	last := slices.MaxFunc(deliveries, func(a, b Delivery) int {
		return cmp.Or(
			compareBool(a.Finished >= round, b.Finished >= round),
			compareBool(a.Final, b.Final),
			cmp.Compare(a.Finished, b.Finished),
			compareBool(a.Resubmitted, b.Resubmitted),
			cmp.Compare(a.Digest, b.Digest),
		)
	})
	return &last
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
