// Package jsontest holds JSON writers to encoding/json, which the
// page's programs do without for its size.
package jsontest

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Equal asserts that what was written of a value is what encoding/json makes of
// it by its tags, each member once and in the same order. The writers differ
// from it in three ways: a list that is nil is []; what is tagged ts "null" is
// null where it is zero; and what is tagged if is left out where the field that
// the tag names is zero.
func Equal(t *testing.T, value any, written []byte) {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	want, err := decode(text)
	require.NoError(t, err)
	got, err := decode(written)
	require.NoError(t, err, "%s", written)
	assert.Equal(t, adapt(reflect.ValueOf(value), want), got)
}

// An object is one of JSON's, as it stands in the text.
type object []member

type member struct {
	name  string
	value any
}

func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	value, err := decodeValue(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, &json.SyntaxError{Offset: d.InputOffset()}
	}
	return value, nil
}

func decodeValue(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		members := object{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			value, err := decodeValue(d)
			if err != nil {
				return nil, err
			}
			members = append(members, member{name.(string), value})
		}
		_, err = d.Token()
		return members, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			value, err := decodeValue(d)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err = d.Token()
		return list, err
	}
	return token, nil
}

// adapt makes the three differences in what encoding/json made of a value.
func adapt(v reflect.Value, made any) any {
	switch v.Kind() {
	case reflect.Pointer:
		return adapt(v.Elem(), made)
	case reflect.Struct:
		if members, is := made.(object); is {
			return adaptObject(v, members)
		}
	case reflect.Slice:
		if v.IsNil() {
			return []any{}
		}
		if list, is := made.([]any); is {
			for i := range list {
				list[i] = adapt(v.Index(i), list[i])
			}
		}
	}
	return made
}

func adaptObject(v reflect.Value, members object) object {
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if field.Anonymous {
			members = adaptObject(value, members)
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		at := slices.IndexFunc(members, func(m member) bool { return m.name == name })
		switch condition := field.Tag.Get("if"); {
		case at < 0:
		case condition != "" && v.FieldByName(condition).IsZero():
			members = slices.Delete(members, at, at+1)
		case strings.Contains(field.Tag.Get("ts"), "null") && value.IsZero():
			members[at].value = nil
		default:
			members[at].value = adapt(value, members[at].value)
		}
	}
	return members
}
