package stack_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// judged gives one unit to c, as a gate does, and returns its outcome: "pass", or the rule, the
// reaction, the answer and, behind a slash, the notice.
func judged(t testing.TB, c *stack.Conn, d osi.Direction, b []byte) string {
	t.Helper()
	u, rest := c.Next(d, b, func(e *stack.Event) bool { return e.Err == nil })
	if len(rest) > 0 {
		t.Fatalf("%x: %x is left", b, rest)
	}
	if c.Carrier() < stack.XOT && u.Channel != 0 {
		t.Fatalf("%x: channel %d", b, u.Channel)
	}
	switch u.State {
	case stack.Held:
		return "hold"
	case stack.Valid:
		text := "pass"
		if u.Tolerated != 0 {
			text += " " + u.Tolerated.String()
		}
		return text
	case stack.Invalid:
	}
	f := u.Fault
	if f == nil || f.Err == nil || f.Err.Offset < 0 || f.Err.Offset > len(f.Octets) {
		t.Fatalf("%x: %+v", b, f)
	}
	r := c.React(d, f)
	text := f.Err.ID + ", " + r.Reaction.String()
	for _, a := range r.Answer {
		text += ", " + hex.EncodeToString(a)
	}
	for _, n := range r.Notice {
		text += " / " + hex.EncodeToString(n)
	}
	if r.Heard != (r.Notice != nil) {
		t.Fatalf("%x: heard %t, notice %x", b, r.Heard, r.Notice)
	}
	return text
}

// play gives the lines of a script to c: > is from the initiator, < from the responder. What stands
// behind = is the outcome; without it the packet is to pass.
func play(t testing.TB, c *stack.Conn, script string) {
	t.Helper()
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		packet, want, ok := strings.Cut(line[1:], "=")
		if want = strings.TrimSpace(want); !ok {
			want = "pass"
		}
		from := osi.FromInitiator
		if line[0] == '<' {
			from = osi.FromResponder
		}
		if got := judged(t, c, from, octets(t, packet)); got != want {
			t.Fatalf("%s\ngot  %s\nwant %s", line, got, want)
		}
	}
}

// A played is a script under a Config of its own.
type played struct {
	config stack.Config
	script string
}

func playAll(t *testing.T, carrier stack.Carrier, scripts map[string]played) {
	t.Helper()
	for name, p := range scripts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, stack.New(p.config).Conn(carrier), p.script)
		})
	}
}

// framed puts each packet of a script, and of what is expected of it, into a frame of RFC 1613.
func framed(script string) string {
	var out strings.Builder
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		packet, want, rejected := strings.Cut(line[1:], "=")
		packet = strings.ReplaceAll(packet, " ", "")
		out.WriteString(line[:1] + "0000" + hex.EncodeToString([]byte{0, byte(len(packet) / 2)}) + packet)
		if rejected {
			out.WriteString(" =" + want)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// dataOf returns a DATA packet with n octets.
func dataOf(header string, n int) string { return header + strings.Repeat("41", n) }

// The initiator is the DTE of the interface.
var (
	interfaceOfDTE = stack.Interface{Initiator: osi.DTE}
	packetsAlone   = stack.Config{Top: osi.X25, Interface: interfaceOfDTE}
	transportToo   = stack.Config{Top: osi.Transport, Interface: interfaceOfDTE}
)

func tolerating(c stack.Config, t osi.Tolerance) stack.Config {
	c.Tolerate = t
	return c
}

func midway(c stack.Config) stack.Config {
	c.Midway = true
	return c
}

func with(c stack.Config, s stack.Subscription) stack.Config {
	c.Interface.Subscription = s
	return c
}
