package ber_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// TestStreamFaults has what is no encoding, X.690 8.1, and the octet at which a Stream says so;
// what follows the element is left. It is the same for all octets at once, and for one at a time.
func TestStreamFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		rule       string // none: it is one element, and takes
		at         int
	}{
		{"one element", "0500", "", 2},
		{"two elements", "0500 0500", "", 2},
		{"two elements in one", "3004 0500 0500 0500", "", 6},
		{"a constructed one as long as its parent", "3004 3002 0500 0500", "", 6},
		{"one that is longer than its parent", "3004 3003 0500 00", "ber.length", 3},
		{"a primitive one that is longer than its parent", "3004 0403 4142", "ber.length", 3},
		{"length FE", "04fe", "", 2},
		{"length FF", "04ff", "ber.length-ff", 1},
		{"indefinite", "3080 0500 0000 0500", "", 6},
		{"indefinite, primitive", "0480 0000", "ber.indefinite-primitive", 1},
		{"indefinite, as long as its parent lets it", "3006 3080 0500 0000 0500", "", 8},
		{"indefinite, longer than its parent", "3004 3080 0500 0000", "ber.missing-eoc", 6},
		{"half of the end of contents", "3005 3080 0500 00 00", "ber.length-truncated", 7},
		{"an end of contents of another second octet", "3080 0001", "ber.unexpected-eoc", 3},
		{"an end of contents of a definite length", "3002 0000", "ber.unexpected-eoc", 2},
		{"an end of contents alone", "0000", "ber.unexpected-eoc", 0},
		{"tag number 31", "1f1f 00", "", 3},
		{"tag number 30 in two octets", "1f1e 00", "ber.high-tag", 1},
		{"a tag number that begins with zeros", "1f80 1f 00", "ber.high-tag", 1},
		{"a tag number of two octets", "1f8100 00", "", 4},
		{"a constructed INTEGER", "2203 020101", "ber.constructed", 0},
		{"a primitive SEQUENCE", "1000", "ber.constructed", 0},
		{"a length of eight octets", "0488 0000000000000001 41", "", 11},
		{"five levels where four may be", "3008 3006 3004 3002 3000", "ber.depth", 9},
		{"a length of 2^62", "0488 4000000000000000", "ber.length", 9},
	} {
		for _, size := range []int{1, 2, len(c.text)} {
			for _, watch := range []int{0, 1, 9} {
				b := unhex(t, c.text)
				var s ber.Stream
				s.Begin(4, watch)
				at, rule := 0, ""
				for at < len(b) && rule == "" && !s.Done() {
					n, _, err := s.Add(b[at:min(len(b), at+size)])
					if at += n; err != nil {
						e := osi.AsError(err)
						at, rule = at-n+e.Offset, e.ID
					}
				}
				if rule != c.rule || at != c.at {
					t.Errorf("%s, pieces of %d, watching %d: %q at %d, want %q at %d", c.name, size, watch, rule, at, c.rule, c.at)
				}
			}
		}
	}
}

// TestStreamMissing has what is missing of an element that is not whole: end-of-contents octets, or
// contents.
func TestStreamMissing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"3080 0500": "ber.missing-eoc", "3080": "ber.missing-eoc", "3080 0402 41": "ber.length-truncated",
		"3004 0500": "ber.length-truncated", "30": "ber.length-truncated", "3006 3080 0500": "ber.missing-eoc",
	} {
		var s ber.Stream
		s.Begin(4, 0)
		if _, _, err := s.Add(unhex(t, text)); err != nil || s.Done() {
			t.Fatalf("%s: %v", text, err)
		}
		if e := osi.AsError(s.Missing(0)); e == nil || e.ID != want {
			t.Errorf("%s: %v, want %s", text, e, want)
		}
	}
}
