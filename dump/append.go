package dump

import (
	"strconv"
	"unicode/utf8"
)

// shownOctets is how many octets the tree shows of a field.
const shownOctets = 32

// appendOctets appends octets in hex, and as text when all that is shown can be printed.
func appendOctets(b, s []byte) []byte {
	if len(s) == 0 {
		return append(b, empty...)
	}
	shown := s[:min(len(s), shownOctets)]
	printable := true
	for i, x := range shown {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, digits[x>>4], digits[x&0x0f])
		printable = printable && x >= 0x20 && x < 0x7f
	}
	if printable {
		b = append(b, ' ', '"')
		for _, x := range shown {
			if x == '"' || x == '\\' {
				b = append(b, '\\')
			}
			b = append(b, x)
		}
		b = append(b, '"')
	}
	if len(s) > shownOctets {
		b = append(b, " … "...)
		b = strconv.AppendInt(b, int64(len(s)), 10)
		b = append(b, " octets"...)
	}
	return b
}

const digits = "0123456789abcdef"

// appendString appends s as a JSON string.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		x := s[i]
		switch {
		case x == '"' || x == '\\':
			b = append(b, '\\', x)
		case x == '\n':
			b = append(b, '\\', 'n')
		case x < 0x20 || x == 0x7f:
			b = append(b, '\\', 'u', '0', '0', digits[x>>4], digits[x&0x0f])
		case x < utf8.RuneSelf:
			b = append(b, x)
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r)
			i += n
			continue
		}
		i++
	}
	return append(b, '"')
}
