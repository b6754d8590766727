package osi

import "fmt"

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
