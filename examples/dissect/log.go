package main

import (
	"io"
	"regexp"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/text"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// A traced connection is what a trace log tells of one connection.
type traced struct {
	conn      *connection
	initiator bool // who sent its first entry: xm
	calling   bool // nothing but packets of its call has come
	nsdus     decoder
	tsdus     decoder
}

// log dissects the trace log of an MTA. Its headlines say what PDU an entry holds, and of which
// connection; who sent the first entry of a connection is its initiator.
func (r *run) log(in io.Reader) error {
	l := &traces{run: r, conns: map[string]*traced{}}
	err := text.Log(in, l.entry)
	for _, number := range l.order {
		l.end(l.conns[number])
	}
	return err
}

// traces are the connections of a log, by the number that it gives them.
type traces struct {
	*run
	conns map[string]*traced
	order []string // as they appeared
	at    place
}

const maxTraced = 1024 // connections of a log that are followed

func (l *traces) entry(u text.Unit) error {
	what := kindOf(u.Headline)
	c := l.conn(connectionOf.FindString(u.Headline), what, u.Sent)
	if c.conn.excluded {
		return nil
	}
	d := osi.FromResponder
	if u.Sent == c.initiator {
		d = osi.FromInitiator
	}
	l.at.conn, l.at.line, l.at.title = c.conn, u.Line, printable(u.Headline)
	if u.Err != nil {
		l.to.note(&l.at, d, u.Err.Error())
	}
	switch {
	case what.x25 != x25.TypeNone:
		l.headless(d, what.x25, u.Octets)
	case !what.known:
		l.to.event(&l.at, &stack.Event{Dir: d, Octets: u.Octets})
	case what.carrier == stack.NSDUs:
		c.nsdus.feed(&l.at, d, u.Octets)
	default:
		c.tsdus.feed(&l.at, d, u.Octets)
	}
	return l.out.err
}

// conn returns the connection of an entry.
func (l *traces) conn(number string, what entryKind, sent bool) *traced {
	c := l.conns[number]
	switch {
	case c != nil && c.calling && what.x25 != x25.TypeCallRequest:
	case c == nil || what.first && what.carrier == stack.NSDUs:
		if c != nil {
			l.end(c)
		} else {
			l.order = append(l.order, number)
		}
		if len(l.order) > maxTraced {
			l.end(l.conns[l.order[0]])
			delete(l.conns, l.order[0])
			l.order = l.order[1:]
		}
		c = &traced{conn: l.connection("log"), initiator: sent}
		c.nsdus, c.tsdus = l.decoder(stack.NSDUs, true, true), l.decoder(stack.TSDUs, true, true)
		l.conns[number] = c
	case what.first: // CN
		c.tsdus.end()
		c.initiator, c.tsdus = sent, l.decoder(stack.TSDUs, true, true)
	}
	c.calling = what.x25 != x25.TypeNone
	return c
}

func (l *traces) end(c *traced) {
	l.at.conn = c.conn
	l.to.end(&l.at, "open")
	c.nsdus.end()
	c.tsdus.end()
}

var (
	connectionOf = regexp.MustCompile(`\bon connection \d+`)
	call         = regexp.MustCompile(`X\.25 (call|clear) (request|accepted|connected|indication|confirmation)|X\.25 incoming call`)
	firstPDU     = regexp.MustCompile(`\b(CR TPDU|CN SPDU)`)
)

// entryKind is what a headline of a log says of the entry below it.
type entryKind struct {
	known   bool
	carrier stack.Carrier
	first   bool     // it begins a connection
	x25     x25.Type // of the packet; TypeNone when it is none
}

// kindOf reads a headline such as "Outgoing CN SPDU on connection 1".
func kindOf(headline string) entryKind {
	k := entryKind{known: true, x25: x25.TypeNone, first: firstPDU.MatchString(headline)}
	switch m := call.FindStringSubmatch(headline); {
	case m == nil && strings.Contains(headline, "TPDU"):
		k.carrier = stack.NSDUs
	case m == nil && strings.Contains(headline, "SPDU"):
		k.carrier = stack.TSDUs
	case m == nil:
		k.known = false
	case m[1] == "call" && (m[2] == "accepted" || m[2] == "connected"):
		k.x25 = x25.TypeCallAccepted
	case m[1] == "clear" && m[2] == "confirmation":
		k.x25 = x25.TypeClearConfirmation
	case m[1] == "clear":
		k.x25 = x25.TypeClearRequest
	default:
		k.x25, k.first, k.carrier = x25.TypeCallRequest, true, stack.NSDUs
	}
	return k
}

// packetHeader is the header of a packet in octets, which a log leaves out.
const packetHeader = 3

func (l *traces) headless(d osi.Direction, t x25.Type, b []byte) {
	l.to.note(&l.at, d, "the log leaves out the header of the packet")
	whole := append([]byte{0x10, 0x01, byte(t)}, b...)
	decoder := x25.Decoder{}
	decoder.Tolerate = everything
	e := stack.Event{Dir: d, Layer: osi.X25, Octets: whole}
	pdu, err := decoder.Decode(whole)
	if err != nil {
		e.Err = osi.AsError(err)
	} else {
		e.PDU, e.Tolerated = pdu, decoder.Tolerated
	}
	l.at.skip = packetHeader
	l.to.event(&l.at, &e)
	l.at.skip = 0
}
