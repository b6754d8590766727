package stack_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// Session connections nested in one, X.225 Amd.2: the initiator's have the identifiers from 80 on,
// the responder's those below. One that is in use begins no other. An abort of the outer one ends
// them.
func TestNestedConnections(t *testing.T) {
	t.Parallel()
	const up = "> 0d0c 0506130100160102 14022002\n< 0e0c 0506130100160102 14022002\n" // duplex and nested connections
	cn := func(d, id string) string { return d + " 0d12 0506130100160102 14020002 3d0100 3e01" + id }
	for name, c := range map[string]struct{ script, want string }{
		"80 of the initiator":         {cn(">", "80"), "pass"},
		"7f of the initiator":         {cn(">", "7f"), "stack.nested"},
		"7f of the responder":         {cn("<", "7f"), "pass"},
		"80 of the responder":         {cn("<", "80"), "stack.nested"},
		"data, and data of the outer": {cn(">", "80") + "\n< 0e0f 0506130100160102 14020002 3e0180\n> 0100 0100 41\n> 0100 0103 3e0180 41", "pass"},
		"80 again":                    {cn(">", "80") + "\n< 0e0f 0506130100160102 14020002 3e0180\n" + cn(">", "80"), "stack.nested"},
		"behind the abort":            {cn(">", "80") + "\n< 0e0f 0506130100160102 14020002 3e0180\n> 1903110103\n> 0100 0103 3e0180 41", "stack.nested"},
	} {
		conn := stack.New(stack.Config{Top: osi.Session}).Conn(stack.TSDUs)
		lines := strings.Split(up+c.script, "\n")
		for i, line := range lines {
			d, want := osi.FromInitiator, "pass"
			if line[0] == '<' {
				d = osi.FromResponder
			}
			if i == len(lines)-1 {
				want = c.want
			}
			if got, _, _ := strings.Cut(judged(t, conn, d, octets(t, line[1:])), ","); got != want {
				t.Errorf("%s: %s: %s, want %s", name, line, got, want)
			}
		}
	}
}
