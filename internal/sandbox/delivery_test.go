package sandbox_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
)

// reviewing returns a world with one verification that waits for its verdict.
func reviewing(t *testing.T) (*world, token) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1"}`)
	w.through(made, jpegPicture(t, 1))
	return w, made
}

func (w *world) events() []string {
	list := []string{}
	for _, got := range w.receiver.deliveries() {
		list = append(list, got.event)
	}
	return list
}

func TestDeliveryTwice(t *testing.T) {
	w, made := reviewing(t)
	sent := w.judge(made, `{"additionalSteps":"VALID","delivery":{"times":2}}`)
	require.Len(t, sent.Attempts, 2)
	got := w.receiver.deliveries()
	require.Len(t, got, 2)
	assert.Equal(t, got[0], got[1], "a repetition is the same bytes")
}

// TestDeliveryLost: what was lost on the way can be sent by hand.
func TestDeliveryLost(t *testing.T) {
	w, made := reviewing(t)
	sent := w.judge(made, `{"additionalSteps":"VALID","delivery":{"times":0}}`)
	assert.Empty(t, sent.Attempts)
	assert.Empty(t, w.receiver.deliveries())
	assert.Equal(t, "APPROVED", w.verification(made).Status)
	w.desk(http.MethodPost, "verifications/"+made.ScanRef+"/webhooks/"+sent.ID+"/send", "{}").ok(&sent)
	require.Len(t, w.receiver.deliveries(), 1)
	assert.Equal(t, sent.Body, string(w.receiver.deliveries()[0].body))
}

func TestDeliverySignature(t *testing.T) {
	w, made := reviewing(t)
	w.judge(made, `{"additionalSteps":"VALID","delivery":{"signature":"missing"}}`)
	w.judge(made, `{"additionalSteps":"VALID","delivery":{"signature":"wrong"}}`)
	w.judge(made, `{"additionalSteps":"VALID","delivery":{"signature":"right"}}`)
	got := w.receiver.deliveries()
	require.Len(t, got, 3)
	assert.Empty(t, got[0].signature)
	assert.Len(t, got[1].signature, len(got[2].signature))
	assert.False(t, idenfy.VerifySignature(signingKey, got[1].body, got[1].signature))
	assert.True(t, idenfy.VerifySignature(signingKey, got[2].body, got[2].signature))
	var said []string
	for _, sent := range w.verification(made).Webhooks {
		said = append(said, sent.Attempts[0].Signature)
	}
	assert.Equal(t, []string{"right", "wrong", "missing"}, said)
}

// TestDeliveryLate: late webhooks come by the clock, in the order of their
// times, which reorders them.
func TestDeliveryLate(t *testing.T) {
	w, made := reviewing(t)
	first := w.judge(made, `{"additionalSteps":"INVALID","delivery":{"after":90,"times":2}}`)
	assert.Empty(t, first.Attempts)
	require.Len(t, first.Due, 2)
	assert.True(t, first.Due[0].Equal(w.clock.Now().Add(90*time.Second)))
	second := w.judge(made, `{"additionalSteps":"VALID","delivery":{"after":60}}`)

	assert.True(t, w.box.DeliverDue(t.Context()).Equal(w.clock.Now().Add(60*time.Second)))
	assert.Empty(t, w.receiver.deliveries())
	w.clock.advance(60 * time.Second)
	w.box.DeliverDue(t.Context())
	w.clock.advance(30 * time.Second)
	v := w.verification(made) // whoever looks is told what is due
	require.Len(t, w.receiver.deliveries(), 3)
	assert.Equal(t, second.Body, string(w.receiver.deliveries()[0].body))
	assert.Equal(t, first.Body, string(w.receiver.deliveries()[1].body))
	assert.Equal(t, first.Body, string(w.receiver.deliveries()[2].body))
	assert.Empty(t, v.Webhooks[0].Due)
	assert.Empty(t, v.Webhooks[1].Due)
	assert.True(t, w.box.DeliverDue(t.Context()).Equal(time.Date(2026, 11, 1, 13, 0, 0, 0, time.UTC)), "the end of the session")
}

func TestDeliveryErrors(t *testing.T) {
	w, made := reviewing(t)
	for delivery, says := range map[string]string{
		`{"times":-1}`:             "delivery.times",
		`{"times":11}`:             "delivery.times",
		`{"after":-1}`:             "delivery.after",
		`{"after":2592001}`:        "delivery.after",
		`{"signature":"unsigned"}`: "must be one of right, missing, wrong.",
	} {
		w.desk(http.MethodPost, "verifications/"+made.ScanRef+"/judge", `{"additionalSteps":"VALID","delivery":`+delivery+`}`).
			refused(idenfy.BadValue, says)
	}
	assert.Empty(t, w.verification(made).Webhooks)
}

// TestAutomatic: the first of two webhooks says APPROVED and decides nothing.
func TestAutomatic(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1"}`)
	automatic := "verifications/" + made.ScanRef + "/automatic"
	w.desk(http.MethodPost, automatic, "{}").refused(idenfy.BadValue, "through the window")
	w.through(made, jpegPicture(t, 1))
	w.desk(http.MethodPost, automatic, "{}").ok(nil)
	assert.Equal(t, "REVIEWING", w.verification(made).Status)
	w.judge(made, `{"additionalSteps":"INVALID"}`)
	w.desk(http.MethodPost, automatic, "{}").refused(idenfy.BadValue, "before the verdict")

	assert.Equal(t, []string{"IDENTIFICATION_AUTO_FINISHED", "IDENTIFICATION_MANUAL_FINISHED"}, w.events())
	var bodies [2]struct {
		Final      bool
		FinishTime int
		Status     struct {
			Overall                                            string
			AutoFace, ManualFace, AutoDocument, ManualDocument *string
			AdditionalSteps                                    *string
		}
	}
	for i, got := range w.receiver.deliveries() {
		require.NoError(t, json.Unmarshal(got.body, &bodies[i]))
	}
	assert.False(t, bodies[0].Final)
	assert.True(t, bodies[1].Final)
	assert.Equal(t, "APPROVED", bodies[0].Status.Overall)
	assert.Equal(t, "FACE_MATCH", *bodies[0].Status.AutoFace)
	assert.Nil(t, bodies[0].Status.ManualFace)
	assert.Nil(t, bodies[0].Status.AdditionalSteps)
	assert.Greater(t, bodies[1].FinishTime, bodies[0].FinishTime)
}

// TestExpiredByClock: a session that nobody finishes ends with a webhook, by
// itself where a server calls DeliverDue, else when somebody looks.
func TestExpiredByClock(t *testing.T) {
	for name, look := range map[string]func(*world, token){
		"a server":   func(w *world, _ token) { w.box.DeliverDue(w.t.Context()) },
		"the desk":   func(w *world, _ token) { w.desk(http.MethodGet, "verifications", "").ok(nil) },
		"a card":     func(w *world, made token) { w.verification(made) },
		"the window": func(w *world, made token) { w.window(made, "state", "").refused(idenfy.TokenNotValid, "expired") },
		"the partner": func(w *world, made token) {
			w.partner("/api/v2/status", `{"scanRef":"`+made.ScanRef+`"}`).ok(nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, "")
			w.t = t
			finished := w.token(`{"clientId":"1","expiryTime":60}`)
			w.through(finished, jpegPicture(t, 1))
			made := w.token(`{"clientId":"1","expiryTime":60}`)
			w.token(`{"clientId":"1","expiryTime":61}`)
			w.clock.advance(59 * time.Second)
			w.box.DeliverDue(t.Context())
			require.Empty(t, w.receiver.deliveries())
			w.clock.advance(time.Second)
			look(w, made)
			look(w, made)
			require.Equal(t, []string{"IDENTIFICATION_EXPIRED"}, w.events(), "once, and for nobody else")
			var told hook
			require.NoError(t, json.Unmarshal(w.receiver.deliveries()[0].body, &told))
			assert.Equal(t, made.ScanRef, told.ScanRef)
			assert.Equal(t, "EXPIRED", w.verification(made).Status)
			assert.Equal(t, "REVIEWING", w.verification(finished).Status)
			w.desk(http.MethodPost, "verifications/"+made.ScanRef+"/expire", "{}").refused(idenfy.BadValue, "nobody finished")
		})
	}
}

// TestForgottenIsNotDelivered: after a reset nothing of before reaches the receiver.
func TestForgottenIsNotDelivered(t *testing.T) {
	w, made := reviewing(t)
	w.token(`{"clientId":"2"}`)
	w.judge(made, `{"additionalSteps":"VALID","delivery":{"after":60}}`)
	w.desk(http.MethodPost, "reset", "{}").ok(nil)
	w.clock.advance(48 * time.Hour)
	assert.True(t, w.box.DeliverDue(t.Context()).IsZero())
	assert.Empty(t, w.receiver.deliveries())
}
