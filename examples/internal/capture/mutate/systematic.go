package mutate

import "iter"

// Systematic yields all small damages of b: b cut behind every octet, every octet with every
// other value, every octet missing, there twice, and in the place of the next one. What it yields
// is valid until the next one.
func Systematic(b []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		buf := make([]byte, len(b)+1)
		for i := range b {
			now := buf[:len(b)]
			copy(now, b)
			if !yield(now[:i:i]) {
				return
			}
			copy(now, b)
			for x := 1; x < 256; x++ {
				now[i] = b[i] + byte(x)
				if !yield(now) {
					return
				}
			}
			copy(now[i:], b[i+1:])
			if !yield(now[:len(b)-1]) {
				return
			}
			now = buf
			copy(now, b[:i+1])
			copy(now[i+1:], b[i:])
			if !yield(now) {
				return
			}
			if now = buf[:len(b)]; i+1 < len(b) && b[i] != b[i+1] {
				copy(now, b)
				now[i], now[i+1] = b[i+1], b[i]
				if !yield(now) {
					return
				}
			}
		}
	}
}
