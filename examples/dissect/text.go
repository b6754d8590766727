package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/text"
	"github.com/osi-go/osi/stack"
)

// hex dissects blocks of hex, all from one side.
func (r *run) hex(in io.Reader) error {
	feeders := map[string]func(at *place, b []byte){}
	at := place{conn: r.connection("hex")}
	err := text.Dump(in, func(u text.Unit) error {
		if u.Err != nil {
			return u.Err
		}
		as := r.o.as
		if as == "" {
			as = guessed(u.Octets)
		}
		if feeders[as] == nil {
			feeders[as] = r.feeder(as)
		}
		at.line = u.Line
		feeders[as](&at, u.Octets)
		return r.out.err
	})
	r.to.end(&at, "open")
	return err
}

// guessed returns what a block of hex seems to be: a TPKT, or the beginning of one, or an NSDU. No
// TPDU has the code 0.
func guessed(b []byte) string {
	if len(b) > 3 && b[0] == 3 && (b[1] == 0 || int(b[2])<<8|int(b[3]) <= len(b)) {
		return "tpkt"
	}
	return "nsdu"
}

// feeder returns the function that takes blocks of a kind of carriers.
func (r *run) feeder(as string) func(at *place, b []byte) {
	const d = osi.FromInitiator
	var x decoder
	switch as {
	case "lapb":
		l := r.link(false)
		return func(at *place, b []byte) { l.lapb(at, d, b) }
	case "xot":
		x = r.decoder(stack.XOT, false, true)
	case "x25":
		x = r.decoder(stack.Packets, false, true)
	case "tsdu":
		x = r.decoder(stack.TSDUs, true, true)
	case "nsdu":
		x = r.decoder(stack.NSDUs, false, true)
	default:
		x = r.decoder(stack.TPKTs, false, true)
	}
	return func(at *place, b []byte) {
		x.feed(at, d, b)
		if n := x.pending(d); n > 0 && x.carrier() == stack.TPKTs {
			r.to.note(at, d, fmt.Sprintf("%d octets wait for the rest of their TPKT or TSDU", n))
		}
	}
}

// packets dissects a list of X.25 packets.
func (r *run) packets(in io.Reader) error {
	l := r.link(false)
	at := place{conn: r.connection("X.25")}
	err := text.Packets(in, func(u text.Unit) error {
		d := osi.FromResponder
		if u.Sent {
			d = osi.FromInitiator
		}
		at.line, at.title = u.Line, printable(u.Headline)
		if !strings.HasPrefix(u.Headline, "lost ") {
			l.packets.feed(&at, d, u.Octets)
			return r.out.err
		}
		r.to.note(&at, d, "the packet did not arrive")
		r.link(false).packets.feed(&at, d, u.Octets)
		return r.out.err
	})
	r.to.end(&at, "open")
	return err
}
