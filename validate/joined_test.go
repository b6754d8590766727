package validate_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// inTPDUs cuts the DT of a TPKT into DTs of size octets of user data.
func inTPDUs(tpkt []byte, size int) (out []byte) {
	for data := tpkt[7:]; len(data) > 0; {
		n := min(size, len(data))
		eot := byte(0x80)
		if n < len(data) {
			eot = 0
		}
		out = binary.BigEndian.AppendUint16(append(out, 3, 0), uint16(7+n))
		out = append(append(out, 2, 0xf0, eot), data[:n]...)
		data = data[n:]
	}
	return out
}

// A TSDU in several TPDUs is judged as one in a single TPDU is, behind units that have opened the
// short way: it passes whole and unchanged, or its first fault is the same.
func TestJoinedTPDUs(t *testing.T) {
	t.Parallel()
	change := func(at int, to byte) []byte {
		b := dataUnit(400, 3)
		b[at] = to
		return b
	}
	for name, c := range map[string]struct {
		unit []byte
		want string // rule; empty: it passes
	}{
		"valid":                    {dataUnit(400, 3), ""},
		"another context":          {dataUnit(400, 5), "stack.context"},
		"a length octet FF":        {change(27, 0xff), "ber.length-ff"},
		"a list of another length": {change(14, 0x00), "ber.length"},
	} {
		for _, size := range []int{393, 300, 64, 5, 1} {
			s := associated(t, guard(t, validate.Default()))
			for range 3 {
				if v, _ := s.Check(initiator, dataUnit(400, 3)); v.Action != validate.Pass {
					t.Fatal(v.Err)
				}
			}
			var passed []byte
			rule, units := "", inTPDUs(c.unit, size)
			for rest := units; len(rest) > 0 && rule == ""; {
				var v validate.Verdict
				switch v, rest = s.Check(initiator, rest); v.Action {
				case validate.Pass:
					passed = append(passed, v.Octets...)
				case validate.Reject:
					rule = osi.AsError(v.Err).ID
				case validate.Hold:
				}
			}
			if rule != c.want || c.want == "" && !bytes.Equal(passed, units) {
				t.Errorf("%s in TPDUs of %d: %q, %d octets passed of %d; want %q", name, size, rule, len(passed), len(units), c.want)
			}
			s.Close()
		}
	}
}
