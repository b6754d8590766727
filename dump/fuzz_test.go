package dump_test

import (
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/stack"
)

// FuzzEvent asserts that an event of any octets, read in any way, gives one line of valid JSON
// whose offsets are those of fields, and a tree, whatever the options; also when the octets are not
// those that the PDU was decoded from, as in an event that a caller has made.
func FuzzEvent(f *testing.F) {
	text, err := os.ReadFile(golden)
	if err != nil {
		f.Fatal(err)
	}
	all := ways()
	for line := range strings.Lines(string(text)) {
		for i := range all {
			if octets, ok := strings.CutPrefix(strings.TrimSpace(line), all[i].name+": "); ok {
				b, err := hex.DecodeString(octets)
				if err != nil {
					f.Fatal(err)
				}
				f.Add(uint8(i), b, []byte{}, uint8(0), int8(0))
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, b, other []byte, flags uint8, skip int8) {
		w := &all[int(which)%len(all)]
		o := dump.Options{Octets: dump.Octets(flags & 3), Passwords: flags&4 != 0, NoOffsets: flags&8 != 0, Skip: int(skip)}
		e := w.event(b)
		for _, octets := range [][]byte{b, other, nil} {
			e.Octets = octets
			if err := check(dump.AppendJSON(nil, &e, &o)); err != nil {
				t.Fatalf("%s %x: %v\n%s", w.name, b, err, dump.AppendJSON(nil, &e, &o))
			}
			if tree := dump.AppendText(nil, &e, &o); len(tree) == 0 || tree[len(tree)-1] != '\n' {
				t.Fatalf("%q", tree)
			}
		}
		e = stack.Event{Octets: b, Channel: uint16(which), Err: &osi.Error{PDU: string(other), Offset: int(skip), Rule: &osi.Rule{ID: string(b), Clause: string(other)}}}
		if err := check(dump.AppendJSON(nil, &e, &o)); err != nil {
			t.Fatalf("%q: %v", b, err)
		}
		dump.AppendText(nil, &e, &o)
	})
}
