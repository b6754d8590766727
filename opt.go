package osi

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Opt is an optional field whose absence differs from every value. The zero
// Opt is absent.
type Opt[T any] struct {
	Value   T // the zero T when absent
	Present bool
}

// Some returns a present v.
func Some[T any](v T) Opt[T] { return Opt[T]{Value: v, Present: true} }

// Or returns the value, or def when absent.
func (o Opt[T]) Or(def T) T {
	if o.Present {
		return o.Value
	}
	return def
}

// String returns the value as fmt prints it, or "absent".
func (o Opt[T]) String() string {
	if !o.Present {
		return "absent"
	}
	return fmt.Sprint(o.Value)
}

// MarshalJSON returns null for an absent field, else the JSON of the value. Where that is null
// itself, as that of a nil slice is, it stands in an array, and so does [null]: no two fields have
// one text.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.Present {
		return []byte("null"), nil
	}
	b, err := json.Marshal(o.Value)
	if err == nil && isNull(b) {
		b = append(append([]byte{'['}, b...), ']')
	}
	return b, err
}

// UnmarshalJSON is the inverse of MarshalJSON.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	*o = Opt[T]{}
	if string(b) == "null" {
		return nil
	}
	if isNull(b) {
		b = b[1 : len(b)-1]
	}
	if err := json.Unmarshal(b, &o.Value); err != nil {
		*o = Opt[T]{}
		return err
	}
	o.Present = true
	return nil
}

// isNull reports whether b is null, or null in arrays: [null], [[null]] and so on.
func isNull(b []byte) bool {
	for len(b) > 2 && b[0] == '[' && b[len(b)-1] == ']' {
		b = bytes.TrimSpace(b[1 : len(b)-1])
	}
	return string(b) == "null"
}
