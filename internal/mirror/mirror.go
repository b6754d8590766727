// Package mirror is for tests that hold encoders against decoders: it fills structs with random
// values and tells where two values differ.
package mirror

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// A Filler fills values at random. Small numbers, single bits, absent values and short strings are
// frequent, so that a fair share of what it makes is valid, and extremes occur.
type Filler struct {
	Rand *rand.Rand
	// Make has, by type, a function that makes a value of it in place of what Fill does by
	// reflection: for enumerations, interfaces, and structs with unexported fields. Its result must
	// have that type.
	Make map[reflect.Type]func(*Filler) any
	// Octets are the lengths that a []byte may have; nil: 0 to 20.
	Octets []int
}

// Count returns n, and a tenth of it where [testing.Short] asks for less, as under the race
// detector.
func Count(n int) int {
	if testing.Short() {
		return max(1, n/10)
	}
	return n
}

// Step returns by how much a test that tries every value of an octet goes on: 1, or where
// [testing.Short] asks for less 17, which is no divisor of 256.
func Step() int {
	if testing.Short() {
		return 17
	}
	return 1
}

// Fill sets what p points to. It panics when p is no pointer, or when it meets an interface, a map,
// a channel, a function or a struct with unexported fields without a Make function: the test lacks
// one.
func (f *Filler) Fill(p any) { f.fill(reflect.ValueOf(p).Elem()) }

// Pick returns one of the values.
func Pick[T any](f *Filler, of ...T) T { return of[f.Rand.IntN(len(of))] }

// Chance reports true once in n times.
func (f *Filler) Chance(n int) bool { return f.Rand.IntN(n) == 0 }

// Bytes returns n random octets; an empty slice that is not nil for 0.
func (f *Filler) Bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(f.Rand.UintN(256)) //nolint:gosec // below 256
	}
	return b
}

func (f *Filler) fill(v reflect.Value) {
	if value := f.Make[v.Type()]; value != nil {
		v.Set(reflect.ValueOf(value(f)).Convert(v.Type()))
		return
	}
	switch kind := v.Kind(); {
	case kind == reflect.Bool:
		v.SetBool(f.Chance(2))
	case v.CanInt():
		v.SetInt(int64(f.number(v.Type().Bits() - 1))) //nolint:gosec // fewer than 64 bits
		if f.Chance(16) {
			v.SetInt(-v.Int())
		}
	case v.CanUint():
		v.SetUint(f.number(v.Type().Bits()))
	case kind == reflect.String:
		v.SetString(string(f.Bytes(f.Rand.IntN(6))))
	case kind == reflect.Array:
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case kind == reflect.Slice:
		f.slice(v)
	case kind == reflect.Struct:
		if opt := v.FieldByName("Present"); v.NumField() == 2 && opt.IsValid() && opt.Kind() == reflect.Bool && f.Chance(2) {
			v.SetZero() // osi.Opt: absent is the zero value
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i))
			}
		}
		if opt := v.FieldByName("Present"); v.NumField() == 2 && opt.IsValid() && opt.Kind() == reflect.Bool {
			opt.SetBool(true)
		}
	default:
		panic(fmt.Sprintf("mirror: no Make function for %v", v.Type())) //nolint:forbidigo // for tests alone
	}
}

func (f *Filler) slice(v reflect.Value) {
	var n int
	switch {
	case v.Type().Elem().Kind() != reflect.Uint8:
		n = max(0, f.Rand.IntN(5)-1)
	case f.Octets != nil:
		n = f.Octets[f.Rand.IntN(len(f.Octets))]
	default:
		n = f.Rand.IntN(21)
	}
	switch {
	case n == 0 && f.Chance(4):
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	case n == 0 || f.Chance(3):
		v.SetZero()
	default:
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			f.fill(v.Index(i))
		}
	}
}

// number returns a number of at most the given bits.
func (f *Filler) number(bits int) uint64 {
	mask := ^uint64(0) >> (64 - bits)
	switch f.Rand.IntN(6) {
	case 0:
		return 0
	case 1, 2:
		return f.Rand.Uint64N(8) & mask
	case 3:
		return 1 << f.Rand.IntN(bits)
	case 4:
		return mask >> f.Rand.IntN(bits)
	}
	return f.Rand.Uint64() & mask
}

// Diff returns the path of the first difference between a and b, with the two values; "" when they
// are equal. Fields whose names are in ignore are not compared; a nil slice and an empty one
// differ.
func Diff(a, b any, ignore ...string) string {
	return diff(reflect.ValueOf(a), reflect.ValueOf(b), "", ignore)
}

func diff(a, b reflect.Value, path string, ignore []string) string {
	if !a.IsValid() || !b.IsValid() || a.Type() != b.Type() {
		return differ(a, b, path, a.IsValid() != b.IsValid() || a.IsValid() && a.Type() != b.Type())
	}
	switch kind := a.Kind(); {
	case kind == reflect.Pointer || kind == reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return differ(a, b, path, a.IsNil() != b.IsNil())
		}
		return diff(a.Elem(), b.Elem(), path, ignore)
	case kind == reflect.Struct:
		for i := range a.NumField() {
			name := a.Type().Field(i).Name
			if slices.Contains(ignore, name) {
				continue
			}
			if d := diff(a.Field(i), b.Field(i), path+"."+name, ignore); d != "" {
				return d
			}
		}
		return ""
	case kind == reflect.Slice && (a.Len() != b.Len() || a.IsNil() != b.IsNil()):
		return differ(a, b, path, true)
	case kind == reflect.Slice || kind == reflect.Array:
		for i := range a.Len() {
			if d := diff(a.Index(i), b.Index(i), fmt.Sprintf("%s[%d]", path, i), ignore); d != "" {
				return d
			}
		}
		return ""
	case kind == reflect.Map:
		return differ(a, b, path, !reflect.DeepEqual(a.Interface(), b.Interface()))
	}
	return differ(a, b, path, !a.Equal(b))
}

func differ(a, b reflect.Value, path string, differs bool) string {
	if !differs {
		return ""
	}
	return fmt.Sprintf("%s: %#v and %#v", path, a, b)
}
