package idenfy

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"idenfysteps/internal/catalogue"
)

// A Doer sends one HTTP request; *http.Client is one. It may wait as long as [Timeout]
// of the request's context says. An error is what [Lost] makes, or any other: a
// time-out where it is [context.DeadlineExceeded], else a connection that failed.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// A Client calls iDenfy with one environment's key pair.
type Client struct {
	BaseURL   string
	APIKey    string
	APISecret string
	HTTP      Doer
}

// CreateToken sends a token request, which must be plain JSON. It never tries
// twice: a second token costs money.
//
// The error is an [*Error]: iDenfy's own where it refused. Its Status is 502 where iDenfy
// cannot be reached or its answer cannot be read, and 504 where it gave none in time.
func (c *Client) CreateToken(ctx context.Context, request []byte) (*Token, error) {
	reply, err := c.post(WithTimeout(ctx, catalogue.TokenSeconds*time.Second), TokenPath, bytes.NewReader(request), int64(len(request)))
	if err != nil {
		return nil, err
	}
	// What is no JSON leaves it empty. A member of another shape is left out: a token
	// is paid for, and must not be lost to that.
	var token Token
	_ = json.Unmarshal(reply, &token)
	if token.AuthToken == "" || token.ScanRef == "" {
		return nil, unreachable("its reply to the token request is not a token")
	}
	return &token, nil
}

// UploadStep sends a step's file for an existing verification, where it
// replaces what was there. Any 2xx is a success: what the reply holds is not
// documented, so it is not read. The error is as that of [Client.CreateToken].
func (c *Client) UploadStep(ctx context.Context, u Upload) error {
	body, size := u.Body()
	_, err := c.post(WithTimeout(ctx, catalogue.UploadSeconds*time.Second), UploadPath, body, size)
	return err
}

func (c *Client) post(ctx context.Context, path string, body io.Reader, size int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.BaseURL+path, body)
	if err != nil {
		return nil, unreachable("the base URL is not a URL")
	}
	req.ContentLength = size
	req.SetBasicAuth(c.APIKey, c.APISecret)
	req.Header.Set("Content-Type", "application/json")
	res, err := c.HTTP.Do(req)
	if err != nil {
		return nil, transportError(err)
	}
	defer res.Body.Close()
	reply, err := io.ReadAll(io.LimitReader(res.Body, catalogue.ReplyBytes+1))
	if err != nil {
		return nil, transportError(err)
	}
	if len(reply) > catalogue.ReplyBytes {
		return nil, unreachable("its reply is over 1 MiB")
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return nil, refusal(res.StatusCode, reply)
	}
	return reply, nil
}

// refusal reads an error body, of 2025 or before. What is not one (a proxy's page,
// a redirect) is no answer of iDenfy's.
func refusal(status int, reply []byte) error {
	e := Error{Status: status}
	_ = json.Unmarshal(reply, &e) // a message of another shape costs nobody the identifier
	e.Message = cmp.Or(e.Message, "iDenfy refused this and gave no reason.")
	if e.Identifier == UnknownIdentifier || status < 400 || status > 599 {
		return unreachable("status " + http.StatusText(status) + " without an error body")
	}
	return &e
}

// transportError drops the text of err: it may name the URL or quote the body.
func transportError(err error) error {
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return Lost("no answer within the time limit", true)
	}
	return Lost("the connection failed", false)
}
