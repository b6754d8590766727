package plp_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// A watcher gives packets to a Monitor, joins M-bit sequences, and answers what the Monitor
// refuses, as a gate does.
type watcher struct {
	plp.Monitor
	decoder   x25.Decoder
	last      *plp.Channel
	sequences [2]x25.Sequences
}

// judged returns the outcome of a packet: "pass", or the rule, the reaction and the answer.
func (w *watcher) judged(d osi.Direction, b []byte) (string, *osi.Error) {
	w.decoder.Format, w.Tolerated = w.Format(d, b), 0
	var seen plp.Seen
	p, err := w.decoder.Decode(b)
	if err == nil {
		seen, err = w.See(d, p)
	}
	if data, ok := p.(*x25.Data); ok && err == nil && seen.Effect&(plp.Discarded|plp.Repeated) == 0 {
		_, _, err = w.sequences[d].Add(data, seen.Size)
	}
	if w.last = seen.Channel; seen.Effect&plp.Void != 0 {
		w.sequences = [2]x25.Sequences{}
	}
	if err == nil {
		if w.Tolerated != 0 {
			return "pass " + w.Tolerated.String(), nil
		}
		return "pass", nil
	}
	e := osi.AsError(err)
	lci := uint16(0)
	if len(b) > 1 {
		lci = uint16(b[0]&0x0f)<<8 | uint16(b[1])
	}
	r := w.Refuse(d, lci, b, e)
	if r.Channel != nil {
		w.sequences = [2]x25.Sequences{}
	}
	reaction, ok := map[x25.Type]string{x25.TypeClearRequest: ", clear call", x25.TypeResetRequest: ", reset call"}[r.Ends]
	if !ok {
		reaction = ", drop unit"
	}
	for i, p := range [...]x25.Packet{r.Answer, r.Notice} {
		if p != nil {
			octets, _ := p.AppendBinary(nil)
			reaction += [...]string{", ", " / "}[i] + hex.EncodeToString(octets)
		}
	}
	return e.ID + reaction, e
}

// A watched is a script under a Monitor of its own: > is from the initiator, < from the responder.
// What stands behind = is the outcome of a packet that is refused; all else is to pass.
type watched struct {
	monitor plp.Monitor
	script  string
}

func (c watched) play(t *testing.T) *watcher {
	t.Helper()
	w := &watcher{Monitor: c.monitor}
	w.play(t, c.script)
	return w
}

func (w *watcher) play(t *testing.T, script string) {
	t.Helper()
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		packet, want, refused := strings.Cut(line[1:], "=")
		if want = strings.TrimSpace(want); !refused {
			want = "pass"
		}
		d := osi.FromInitiator
		if line[0] == '<' {
			d = osi.FromResponder
		}
		got, _ := w.judged(d, octets(t, strings.TrimSpace(packet)))
		if !strings.Contains(want, " / ") { // a notice may go without saying
			got, _, _ = strings.Cut(got, " / ")
		}
		if got != want {
			t.Fatalf("%s\ngot  %s\nwant %s", line, got, want)
		}
	}
}

func watchAll(t *testing.T, scripts map[string]watched) {
	t.Helper()
	for name, c := range scripts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.play(t)
		})
	}
}

// The initiator is the DTE of the interface.
var initiatorDTE = plp.Monitor{Initiator: osi.DTE}

func subscribed(s plp.Subscription) plp.Monitor {
	m := initiatorDTE
	m.Subscription = s
	return m
}

func midway(m plp.Monitor) plp.Monitor {
	m.Lose()
	return m
}

// dataOf returns a DATA packet with n octets.
func dataOf(header string, n int) string { return header + strings.Repeat("41", n) }
