package answer

import (
	"bytes"
	"errors"
	"testing"

	"github.com/osi-go/osi"
)

// A CN is refused by an RF, an FN is answered by an AB; what is valid is not answered.
func TestReceive(t *testing.T) {
	for _, c := range []struct{ tsdu, name, answer string }{
		{"\x0d\x3c\x05", "", "\x0c\x06\x16\x01\x03\x32\x01\x85"},
		{"\x09\x3c\x05", "", "\x19\x07\x11\x01\x05\x31\x02\x09\x3c"},
		{"\x0a\x00", "DN", ""},
	} {
		var peer bytes.Buffer
		p, err := Receive([]byte(c.tsdu), &peer)
		if peer.String() != c.answer || (p == nil) != errors.Is(err, osi.ErrLength) || p != nil && p.String() != c.name {
			t.Errorf("%x: %v, %v, answer %x", c.tsdu, p, err, peer.Bytes())
		}
	}
}
