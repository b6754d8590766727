// Package text reads the texts of numbers that have names: it is the inverse of their String, which
// alone knows the names.
package text

import (
	"fmt"
	"strconv"
	"strings"
)

// A Number is an enumeration. Its String is different for each value; that of a value without a
// name ends in the decimal number, "action(9)", unless the value is below 256.
type Number interface {
	~uint8 | ~uint16 | ~int64
	fmt.Stringer
}

// Parse sets v to the number whose String is s. The error names the type.
func Parse[T Number](v *T, s []byte) error {
	for i := range 256 {
		if T(i).String() == string(s) {
			*v = T(i)
			return nil
		}
	}
	digits := strings.TrimSuffix(string(s), ")")
	digits = digits[strings.LastIndexAny(digits, "( ")+1:]
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || T(n).String() != string(s) {
		return unknown(v, s)
	}
	*v = T(n)
	return nil
}

// A Set is a set of up to 64 bits. Its String is the texts of the single bits, which are all
// different, joined by commas.
type Set interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
	fmt.Stringer
}

// ParseSet sets v to the set whose String is s. The names may stand in any order, with or without a
// space behind each comma.
func ParseSet[T Set](v *T, s []byte) error {
	var set T
	if len(s) == 0 || set.String() == string(s) {
		*v = set
		return nil
	}
	for i, name := range strings.Split(string(s), ",") {
		if i > 0 {
			name = strings.TrimPrefix(name, " ")
		}
		one := T(1)
		for one != 0 && one.String() != name {
			one <<= 1
		}
		if one == 0 {
			return unknown(v, s)
		}
		set |= one
	}
	*v = set
	return nil
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

// unknown returns the error of a text that stands for no value. It shows no more of the text than
// its beginning.
func unknown[T any](v *T, s []byte) error {
	return fmt.Errorf("%T: no value is named %.64q", *v, s)
}
