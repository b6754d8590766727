// Package text reads the texts of numbers that have names: it is the inverse of their String, which
// alone knows the names. Command generate beside it writes the methods that call it.
package text

import (
	"fmt"
	"strconv"
	"strings"
)

// A Number is an enumeration or a set of bits.
//
// The String of an enumeration is different for each value. That of a value without a name ends in
// the decimal number, "action(9)", unless the value is below 256.
//
// The String of a set is the texts of the single bits, which are all different, joined by commas.
type Number interface {
	integer
	fmt.Stringer
}

type integer interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64 | ~int64
}

// Parse sets v to the number whose String is s. The names of a set may stand in any order, with or
// without a space behind each comma; no text is the empty set. The error names the type, and leaves
// v as it was.
func Parse[T Number](v *T, s []byte) error {
	n, ok := number[T](string(s))
	if !ok && T(3).String() == T(1).String()+","+T(2).String() {
		n, ok = set[T](string(s))
	}
	if !ok {
		return fmt.Errorf("%T: no value is named %.64q", *v, s)
	}
	*v = n
	return nil
}

// number returns the value whose String is s, but for sets beyond 255.
func number[T Number](s string) (T, bool) {
	for i := range 256 {
		if T(i).String() == s {
			return T(i), true
		}
	}
	digits := strings.TrimSuffix(s, ")")
	digits = digits[strings.LastIndexAny(digits, "( ")+1:]
	n, err := strconv.ParseInt(digits, 10, 64)
	return T(n), err == nil && T(n).String() == s
}

// set returns the set whose bits have the names in s.
func set[T Number](s string) (v T, ok bool) {
	if s == "" {
		return 0, true
	}
	for i, name := range strings.Split(s, ",") {
		if i > 0 {
			name = strings.TrimPrefix(name, " ")
		}
		bit := T(1)
		for bit != 0 && bit.String() != name {
			bit <<= 1
		}
		if bit == 0 {
			return 0, false
		}
		v |= bit
	}
	return v, true
}

// Name returns the name of v: names[v], or "kind(9)" where names has none.
func Name[T integer](names []string, v T, kind string) string {
	if v >= 0 && uint64(v) < uint64(len(names)) && names[v] != "" {
		return names[v]
	}
	return kind + "(" + strconv.FormatInt(int64(v), 10) + ")"
}

// Bits returns the names of the bits set in v, joined by commas. A bit without a name is "bit13",
// of which the lowest is bit 0.
func Bits(v uint64, names []string) string {
	var b []byte
	for i := 0; v>>i != 0; i++ {
		switch {
		case v>>i&1 == 0:
			continue
		case len(b) > 0:
			b = append(b, ',')
		}
		if i < len(names) && names[i] != "" {
			b = append(b, names[i]...)
		} else {
			b = strconv.AppendInt(append(b, "bit"...), int64(i), 10)
		}
	}
	return string(b)
}
