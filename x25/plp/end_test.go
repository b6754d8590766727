package plp_test

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// octets reads hexadecimal digits with spaces.
func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// An end is a machine with the decoders of what it sends and receives.
type end struct {
	*plp.Machine
	t testing.TB
}

func newEnd(t testing.TB, p plp.Profile) end {
	t.Helper()
	m, err := plp.New(p)
	must(t, err)
	return end{m, t}
}

// feed gives the machine octets of the peer.
func (e end) feed(b []byte) (plp.Outcome, error) {
	e.t.Helper()
	f := e.Format()
	f.Sender = f.Sender.Opposite()
	d := x25.Decoder{Format: f}
	p, err := d.Decode(b)
	if err != nil {
		return e.Fault(err, b), err
	}
	return e.Receive(p)
}

// ask gives the machine octets that its user wants to send.
func (e end) ask(b []byte) (plp.Outcome, error) {
	e.t.Helper()
	d := x25.Decoder{Format: e.Format()}
	p, err := d.Decode(b)
	if err != nil {
		e.t.Fatalf("%x: %v", b, err)
	}
	return e.Request(p)
}

// show writes an outcome: packets as octets, indications, timers started and stopped.
func show(t testing.TB, o plp.Outcome) string {
	t.Helper()
	var out []string
	for _, p := range o.Packets {
		b, err := p.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%v: %v", p, err)
		}
		out = append(out, fmt.Sprintf("%X", b))
	}
	if o.Indications != 0 {
		out = append(out, o.Indications.String())
	}
	if o.Confirmed != 0 {
		out = append(out, fmt.Sprint("confirmed=", o.Confirmed))
	}
	for n := range plp.Timer(16) {
		if o.Stop.Has(n) {
			out = append(out, "-"+n.String())
		}
	}
	for n := range plp.Timer(16) {
		if o.Start.Has(n) {
			out = append(out, "+"+n.String())
		}
	}
	return strings.Join(out, " ")
}

// play runs a conversation at one end, one line an event:
//
//	< octets = outcome    the peer has sent them
//	> octets = outcome    the user wants to send them
//	T20 lci = outcome     the timer expires
//	link = outcome        the data link was reset
//	p4 d1 lci             the states are these
//
// An error stands in the outcome as "!" and the identifier of its rule, with "@" and its offset
// where the script says one. Behind # is a comment.
func (e end) play(script string) {
	e.t.Helper()
	for line := range strings.Lines(script) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		event, want, _ := strings.Cut(line, "=")
		event, want = strings.TrimSpace(event), strings.TrimSpace(want)
		var o plp.Outcome
		var err error
		word, rest, _ := strings.Cut(event, " ")
		switch {
		case word == "<":
			o, err = e.feed(octets(e.t, rest))
		case word == ">":
			o, err = e.ask(octets(e.t, rest))
		case word == "link":
			o = e.LinkReset()
		case strings.HasPrefix(word, "T"):
			lci := 0
			fmt.Sscan(rest, &lci)
			for n := range plp.Timer(16) {
				if n.String() == word {
					o, err = e.Expire(n, uint16(lci))
				}
			}
		default:
			var lci int
			var states string
			fields := strings.Fields(event)
			fmt.Sscan(fields[len(fields)-1], &lci)
			if p, d, ok := e.Channel(uint16(lci)); ok {
				states = fmt.Sprint(p, " ", d, " ", lci)
			} else {
				states = fmt.Sprint(e.Interface(), " ", lci)
			}
			if states != event {
				e.t.Errorf("%s: in %s", line, states)
			}
			continue
		}
		got := show(e.t, o)
		if err != nil {
			id := ruleID(err)
			if e := osi.AsError(err); strings.Contains(want, "@") {
				id += "@" + strconv.Itoa(e.Offset)
			}
			got = strings.TrimSpace("!" + id + " " + got)
		}
		if got != want {
			e.t.Errorf("%s\n  got %s", line, got)
		}
	}
}
