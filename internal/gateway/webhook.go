package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"

	"idenfysteps/internal/idenfy"
)

// maxWebhookBytes bounds a webhook; real ones are below 20 kB.
const maxWebhookBytes = 1 << 20

// receiveWebhook answers POST /webhooks/idenfy: 200 once it is stored.
func (g *Gateway) receiveWebhook(w http.ResponseWriter, r *http.Request) error {
	body, err := readAll(w, r, maxWebhookBytes, "The webhook is over 1 MiB.")
	if err != nil {
		return err
	}
	if !idenfy.VerifySignature(g.signingKey, body, r.Header.Get(idenfy.SignatureHeader)) {
		return errSignature
	}
	var hook idenfy.Webhook
	if err := json.Unmarshal(body, &hook); err != nil || hook.ScanRef == "" {
		return refuse(http.StatusBadRequest, idenfy.JSONError, "The body is not a webhook with a scanRef.")
	}
	digest := sha256.Sum256(body)
	err = g.Store.AddDelivery(r.Context(), Delivery{
		Digest:   hex.EncodeToString(digest[:]),
		ScanRef:  string(hook.ScanRef),
		Received: g.Now(),
		Final:    bool(hook.Final),
		Finished: int64(hook.FinishTime),
		Overall:  string(hook.Status.Overall),
		Steps:    string(hook.Status.AdditionalSteps),
	})
	if err != nil {
		return err
	}
	return respond(w, http.StatusOK, struct{}{})
}

// readAll reads a body of at most limit bytes, counted while reading: the
// Content-Length is only what the caller says.
func readAll(w http.ResponseWriter, r *http.Request, limit int64, tooMuch string) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if _, over := err.(*http.MaxBytesError); over {
		return nil, tooLarge(tooMuch)
	}
	if err != nil {
		return nil, refuse(http.StatusBadRequest, idenfy.BadValue, "The body broke off while it was read. Send it again.")
	}
	return body, nil
}
