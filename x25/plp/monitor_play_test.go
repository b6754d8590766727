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
	sequences [2]x25.Sequences
}

// judged returns the outcome of a packet: "pass", or the rule, the reaction and the answer.
func (w *watcher) judged(d osi.Direction, b []byte) (string, *osi.Error) {
	w.decoder.Format = w.Format(d, b)
	var seen plp.Seen
	p, err := w.decoder.Decode(b)
	if err == nil {
		seen, err = w.See(d, p, b)
	}
	if data, ok := p.(*x25.Data); ok && err == nil && seen.Effect&(plp.Discarded|plp.Repeated) == 0 {
		_, _, err = w.sequences[d].Add(data, seen.Size)
	}
	if seen.Effect.Has(plp.Void) {
		w.sequences = [2]x25.Sequences{}
	}
	if err == nil {
		return "pass", nil
	}
	e := osi.AsError(err)
	lci := uint16(0)
	if len(b) > 1 {
		lci = uint16(b[0]&0x0f)<<8 | uint16(b[1])
	}
	r := w.Refused(d, lci, b, e)
	if r.Ignored {
		return e.ID + ", drop unit", e
	}
	reactions := map[x25.Type]string{x25.TypeClearRequest: "clear call", x25.TypeResetRequest: "reset call"}
	if ends := reactions[r.Ends]; ends != "" {
		w.sequences = [2]x25.Sequences{}
		return e.ID + ", " + ends, e
	}
	_, answer := x25.Answer(err, b, r.Situation)
	if answer == nil || answer.Type() == x25.TypeRestartRequest {
		return e.ID + ", drop unit", e
	}
	reaction := reactions[answer.Type()]
	if r.Channel != nil && reaction != "" {
		w.sequences = [2]x25.Sequences{}
		w.Close(d, r, answer.Type())
	}
	if r.Alone || reaction == "" {
		reaction = "drop unit"
	}
	octets, _ := answer.AppendBinary(nil)
	return e.ID + ", " + reaction + ", " + hex.EncodeToString(octets), e
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
		if got, _ := w.judged(d, octets(t, strings.TrimSpace(packet))); got != want {
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
var initiatorDTE = plp.Monitor{Initiator: x25.FromDTE}

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
