package grant_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/grant"
)

func caller(t *testing.T, kind grant.Kind, purpose grant.Purpose, claims string) *grant.Caller {
	t.Helper()
	c, err := grant.NewCaller(kind, purpose, []byte(claims))
	require.NoError(t, err)
	return c
}

func TestASubjectIsNeeded(t *testing.T) {
	for _, c := range []struct {
		kind    grant.Kind
		purpose grant.Purpose
		claims  string
		refused bool
	}{
		{grant.Person, "", `{"sub":"anna"}`, false},
		{grant.Person, "", `{}`, true},
		{grant.Person, "", `{"sub":""}`, true},
		{grant.Person, "", `{"sub":7}`, true},
		{grant.BackEnd, grant.Token, `{}`, true},
		{grant.BackEnd, grant.Upload, `{"scanRef":"s"}`, false},
	} {
		_, err := grant.NewCaller(c.kind, c.purpose, []byte(c.claims))
		if c.refused {
			assert.ErrorIs(t, err, grant.ErrSubject, c.claims)
		} else {
			assert.NoError(t, err, c.claims)
		}
	}
}

func TestWhatACallerMayDo(t *testing.T) {
	person := caller(t, grant.Person, "", `{"sub":"anna","flows":["premium"],"scanRef":"theirs","aud":"token"}`)
	token := caller(t, grant.BackEnd, grant.Token, `{"sub":"anna","flows":["premium","basic"]}`)
	plain := caller(t, grant.BackEnd, grant.Token, `{"sub":"anna"}`)
	none := caller(t, grant.BackEnd, grant.Token, `{"sub":"anna","flows":[]}`)
	upload := caller(t, grant.BackEnd, grant.Upload, `{"scanRef":"s","step":"UTILITY_BILL","jti":"1"}`)
	noID := caller(t, grant.BackEnd, grant.Upload, `{"scanRef":"s","step":"UTILITY_BILL"}`)
	read := caller(t, grant.BackEnd, grant.Read, `{"scanRef":"s"}`)

	for name, c := range map[string]struct{ got, want error }{
		"person, default flow":       {person.MayCreate("default", "default"), nil},
		"person, flow in own claims": {person.MayCreate("premium", "default"), grant.ErrFlow},
		"token grant, listed flow":   {token.MayCreate("basic", "default"), nil},
		"token grant, default flow":  {token.MayCreate("default", "default"), grant.ErrFlow},
		"token grant without flows":  {plain.MayCreate("default", "default"), nil},
		"token grant, empty flows":   {none.MayCreate("default", "default"), grant.ErrFlow},
		"upload grant for a token":   {upload.MayCreate("default", "default"), grant.ErrPurpose},
		"read grant for a token":     {read.MayCreate("default", "default"), grant.ErrPurpose},

		"person, own":               {person.MayUpload("s", "UTILITY_BILL", "anna"), nil},
		"person, another's":         {person.MayUpload("s", "UTILITY_BILL", "bert"), grant.ErrScanRef},
		"person, nobody's":          {person.MayUpload("s", "UTILITY_BILL", ""), grant.ErrScanRef},
		"upload grant":              {upload.MayUpload("s", "UTILITY_BILL", ""), nil},
		"upload grant, other ref":   {upload.MayUpload("t", "UTILITY_BILL", "anna"), grant.ErrScanRef},
		"upload grant, other step":  {upload.MayUpload("s", "SELFIE", "anna"), grant.ErrStep},
		"upload grant without jti":  {noID.MayUpload("s", "UTILITY_BILL", "anna"), grant.ErrID},
		"token grant for an upload": {token.MayUpload("s", "UTILITY_BILL", "anna"), grant.ErrPurpose},

		"person reads own":        {person.MayRead("s", "anna"), nil},
		"person reads another's":  {person.MayRead("theirs", "bert"), grant.ErrScanRef},
		"read grant":              {read.MayRead("s", "bert"), nil},
		"read grant, other ref":   {read.MayRead("t", "bert"), grant.ErrScanRef},
		"upload grant for a read": {upload.MayRead("s", "anna"), grant.ErrPurpose},
	} {
		t.Run(name, func(t *testing.T) { assert.ErrorIs(t, c.got, c.want) })
	}
}

func TestClaimsByName(t *testing.T) {
	c := caller(t, grant.Person, "", `{"sub":"anna","address":{"formatted":"1 Main St"},"given_name":"Anna","empty":"","n":7}`)
	for path, want := range map[string]string{
		"address.formatted": "1 Main St", "given_name": "Anna",
		"address": "", "address.country": "", "given_name.x": "", "empty": "", "n": "", "missing": "",
	} {
		got, ok := c.Claim(path)
		assert.Equal(t, want, got, path)
		assert.Equal(t, want != "", ok, path)
	}
}

func TestClaimsAreReadByTheirExactNames(t *testing.T) {
	c := caller(t, grant.BackEnd, grant.Upload, `{"sub":"me","SUB":"victim","scanRef":"mine","ScanRef":"theirs","STEP":"X","jti":"1","Jti":"2","Flows":["all"]}`)
	assert.Equal(t, "me", c.Claims.Subject)
	assert.Equal(t, "mine", c.Claims.ScanRef)
	assert.Empty(t, c.Claims.Step)
	assert.Equal(t, "1", c.Claims.ID)
	assert.Nil(t, c.Claims.Flows)
	_, err := grant.NewCaller(grant.Person, "", []byte(`{"Sub":"victim"}`))
	assert.ErrorIs(t, err, grant.ErrSubject)
}
