// Package jsontest holds JSON writers to encoding/json, which the
// page's programs do without for its size.
package jsontest

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Equal asserts that what was written of a value is what encoding/json makes of
// it by its tags. The writers differ from it in three ways, which the tag ts
// names to TypeScript: a list that is nil is [], and what is tagged "null" is
// null where it is zero; and what is tagged "optional" may be left out where it is zero.
func Equal(t *testing.T, value any, written []byte) {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	var want, got map[string]any
	require.NoError(t, json.Unmarshal(text, &want))
	require.NoError(t, json.Unmarshal(written, &got), "%s", written)
	adapt(reflect.Indirect(reflect.ValueOf(value)), want, got)
	assert.Equal(t, want, got)
}

// adapt makes the three differences in an object that was decoded; got tells whether what is optional was left out.
func adapt(v reflect.Value, object, got map[string]any) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			adapt(v.Field(i), object, got)
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if _, there := object[name]; !there {
			continue
		}
		tag, value := field.Tag.Get("ts"), v.Field(i)
		_, written := got[name]
		switch {
		case strings.Contains(tag, "null") && value.IsZero():
			object[name] = nil
		case tag == "optional" && value.IsZero() && !written:
			delete(object, name)
		case value.Kind() == reflect.Slice && value.IsNil():
			object[name] = []any{}
		default:
			adaptValue(value, object[name], got[name])
		}
	}
}

func adaptValue(v reflect.Value, want, got any) {
	switch v.Kind() {
	case reflect.Pointer:
		adaptValue(v.Elem(), want, got)
	case reflect.Struct:
		inner, _ := got.(map[string]any)
		adapt(v, want.(map[string]any), inner)
	case reflect.Slice:
		list, isList := want.([]any)
		inner, _ := got.([]any)
		for i := 0; isList && i < len(list) && i < len(inner); i++ {
			adaptValue(v.Index(i), list[i], inner[i])
		}
	}
}
